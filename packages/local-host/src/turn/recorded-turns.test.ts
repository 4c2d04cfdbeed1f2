import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EntityRequest } from '../model/entity-message.ts';
import { EventType, type HistoryEvent } from '../model/history-event.ts';
import type { Instance } from '../model/instance.ts';
import { startMessage } from '../model/start-message.ts';
import { TIMER_LIMITS } from '../replayer/durations.ts';
import {
  nextTurn,
  recordedCalls,
  recordedTurns,
  recordings,
  type RecordedTurn,
} from '../test-support/recorded-turns.ts';
import { decideTurn, type TurnInput } from './decide-turn.ts';
import { isSuspended } from './is-suspended.ts';
import { orchestratorInput } from './orchestrator-input.ts';
import { rewindHistory } from './rewind.ts';
import type { TurnResult } from './turn.ts';

/*
 * The turns of the real extension: from its history and the app's answer follow the events and messages
 * that it wrote next. nondet*: the code changes between the turns. unknown*: the extension leaves such an
 * instance Running; this host fails it.
 */
const files = recordings.filter((file) => !/^(nondet|unknown)/.test(file));
const turns = files.flatMap(recordedTurns);

function decided({ history, started, answer }: RecordedTurn): TurnResult {
  const { OrchestrationInstance: id, Name: name, Version: version } = started;
  const begin = history.findLast((each) => each.EventType === EventType.OrchestratorStarted);
  const instance: Instance = {
    ...{ id: id.InstanceId, executionId: id.ExecutionId, name, version, input: started.Input },
    ...{ status: 'Running', output: null, customStatus: null, parent: started.ParentInstance },
    ...{ createdAt: 0, updatedAt: 0, notices: {} },
  };
  const input: TurnInput = {
    ...{ instance, history, received: [], suspended: isSuspended(history) },
    ...{ now: Date.parse(begin?.Timestamp ?? ''), limits: TIMER_LIMITS },
    ...{ storeInputs: false, defaultVersion: null },
  };
  return decideTurn(input, answer);
}

/** An event without its time, and without what is new in each run. */
function comparable(recorded: HistoryEvent): object {
  const each = { ...recorded, Timestamp: '', IsPlayed: true };
  switch (each.EventType) {
    case EventType.EventSent:
      return { ...each, Input: comparableMessage(JSON.parse(each.Input) as EntityRequest) };
    case EventType.TimerCreated:
    case EventType.TimerFired:
      return { ...each, FireAt: each.FireAt.replace(finerThanMs, shorten) };
    case EventType.SubOrchestrationInstanceFailed:
      return { ...each, Details: each.Details?.replace(extensionFrames, '') };
    case EventType.ExecutionStarted:
      return { ...each, OrchestrationInstance: each.OrchestrationInstance.InstanceId };
    default:
      return each;
  }
}

function comparableMessage({ id, Timestamp, Predecessor, requestTime, ...rest }: EntityRequest) {
  const [sentAt, previousAt] = [Timestamp?.slice(0, 23), Predecessor?.slice(0, 23)];
  return { ...rest, id: typeof id, sentAt, previousAt, asked: requestTime?.slice(-6) };
}

// This host has no finer times than milliseconds.
const finerThanMs = /(\.\d{3})\d+/;
const shorten = (_all: string, toMs: string) => String(Number(toMs)).slice(1);
const extensionFrames = /(?<=, StackTrace: )[^]*/;

const assertSame = (actual: readonly HistoryEvent[], recorded: readonly HistoryEvent[]): void =>
  assert.deepEqual(actual.map(comparable), recorded.map(comparable));

const withType = (type: number) => (each: HistoryEvent) => each.EventType === type;
const eventsOf = ({ messages }: TurnResult) => messages.map((message) => message.event);

/** The event in the given turns whose fields have the given values. */
function recordedEvent(among: readonly RecordedTurn[], fields: object): HistoryEvent | undefined {
  const has = (each: HistoryEvent) =>
    Object.entries(fields).every(([key, value]) => (each as never)[key] === value);
  return among.flatMap(({ history }) => history).find(has);
}

type Started = Pick<RecordedTurn['started'], 'OrchestrationInstance'>;

/** All turns of an instance, or of one of its executions. */
const turnsOf = ({ OrchestrationInstance: wanted }: Started, key: 'InstanceId' | 'ExecutionId') =>
  turns.filter(({ started }) => started.OrchestrationInstance[key] === wanted[key]);

/** The sub-orchestrations that a turn starts, each with its recorded first event. */
const decidedChildren = (turn: RecordedTurn) =>
  decided(turn).children.flatMap((child) => {
    const InstanceId = child.id;
    const [first] = turnsOf(
      { OrchestrationInstance: { InstanceId, ExecutionId: '' } },
      'InstanceId',
    );
    return first ? [[child, first.started] as const] : [];
  });

describe('as recorded from the extension,', () => {
  for (const file of files) {
    test(`the SDK receives its input: ${file}`, () => {
      for (const { given, started } of recordedTurns(file)) {
        const call = {
          instanceId: started.OrchestrationInstance.InstanceId,
          isReplaying: given.history.filter(withType(EventType.OrchestratorStarted)).length > 1,
          parentInstanceId: started.ParentInstance?.OrchestrationInstance.InstanceId ?? null,
        };
        assert.deepEqual(orchestratorInput(given.history, given.input, call), given);
      }
    });

    test(`each turn adds its events to the history: ${file}`, () => {
      const inFile = recordedTurns(file);
      for (const turn of inFile) {
        const next = nextTurn(inFile, turn);
        if (!next) continue;
        const added = next.history.slice(turn.history.length);
        const end = added.findIndex(withType(EventType.OrchestratorStarted));
        assertSame(decided(turn).events, added.slice(0, end));
      }
    });

    test(`each activity receives its input: ${file}`, () => {
      const started = recordedTurns(file).flatMap((turn) => decided(turn).activities);
      for (const { type, dir, fn, inputs, triggerMetadata } of recordedCalls(file)) {
        if (type !== 'activityTrigger' || dir !== 'in') continue;
        const found = started.some(
          ({ instanceId, name, input }) =>
            instanceId === triggerMetadata['instanceId'] &&
            name === fn &&
            JSON.stringify(JSON.parse(input ?? 'null')) === JSON.stringify(inputs[0]),
        );
        assert.ok(found, `${fn} with ${JSON.stringify(inputs[0])}`);
      }
    });
  }

  test('a timer sends the event that ends it', () => {
    for (const turn of turns) {
      for (const fired of eventsOf(decided(turn)).filter(withType(EventType.TimerFired))) {
        const { TimerId } = fired as { TimerId: number };
        const fields = { EventType: EventType.TimerFired, TimerId };
        const recorded = recordedEvent(turnsOf(turn.started, 'ExecutionId'), fields);
        if (recorded) assertSame([fired], [recorded]);
      }
    }
  });

  test('an operation sends to the entity what the history holds', () => {
    for (const { messages, events } of turns.map(decided)) {
      const sent = messages.flatMap(({ target, event }) =>
        event.EventType === EventType.EventRaised ? [[target, event.Name, event.Input]] : [],
      );
      const held = events.flatMap((event) =>
        event.EventType === EventType.EventSent
          ? [[event.InstanceId, event.Name, event.Input]]
          : [],
      );
      assert.deepEqual(sent, held);
    }
  });

  test('a sub-orchestration starts with its first event', () => {
    const compared = turns.flatMap(decidedChildren).map(([child, recorded]) => {
      assertSame([startMessage(child, 0, null).event], [recorded]);
      return child.name;
    });
    assert.deepEqual(new Set(compared), new Set(['child', 'throws', 'longWait', 'childFailsOnce']));
  });

  test('a sub-orchestration that ends sends its result to its parent', () => {
    const compared = turns.flatMap((turn) => {
      const { started } = turn;
      const parent = started.ParentInstance;
      if (!parent || nextTurn(turns, turn)) return [];
      const { OrchestrationInstance: instance, TaskScheduleId: TaskScheduledId } = parent;
      const answer = decided(turn).messages.find(({ target }) => target === instance.InstanceId);
      const fields = { EventType: answer?.event.EventType, TaskScheduledId };
      const recorded = recordedEvent(turnsOf(parent, 'ExecutionId'), fields);
      if (!answer || !recorded) return [];
      assertSame([answer.event], [recorded]);
      assert.equal(answer.executionId, instance.ExecutionId);
      return [`${started.Name} ${answer.event.EventType}`];
    });
    const [completed, failed] = [
      EventType.SubOrchestrationInstanceCompleted,
      EventType.SubOrchestrationInstanceFailed,
    ];
    assert.deepEqual(
      new Set(compared),
      new Set([
        ...[`child ${completed}`, `childFailsOnce ${completed}`],
        ...[`childFailsOnce ${failed}`, `throws ${failed}`],
      ]),
    );
  });

  test('an execution that continues as new passes these events to the next', () => {
    const compared = turns.flatMap((turn) => {
      const instance = turnsOf(turn.started, 'InstanceId');
      const next = instance[instance.indexOf(turn) + 1];
      const { events, messages, instance: after, continuedAsNew } = decided(turn);
      if (!continuedAsNew || !next) return [];
      const own = messages.filter(({ executionId }) => executionId === after.executionId);
      assertSame(
        own.map(({ event }) => event),
        next.history.slice(1),
      );
      assert.deepEqual([events, JSON.parse(after.input ?? '')], [[], next.given.input]);
      return [turn.started.Name];
    });
    assert.deepEqual(compared, ['canBuffered', 'canBuffered', 'againWithTimer20']);
  });

  for (const fn of [
    'oneOfTwoFails',
    'bothFail',
    'sequenceFails',
    'childFailsOnce',
    'parentOfFailing',
  ]) {
    test(`a rewind undoes the failures of ${fn}`, () => {
      const all = recordedTurns('rewind-1.jsonl').filter(({ started }) => started.Name === fn);
      const rewound = all.findIndex(({ history }) =>
        history.some(withType(EventType.GenericEvent)),
      );
      const [failed, next] = [all[rewound - 1], all[rewound]];
      assert.ok(failed && next);
      const { events, failedChildren } = rewindHistory([
        ...failed.history,
        ...decided(failed).events,
      ]);
      // The rewind itself is the next turn.
      assertSame(events, next.history.slice(0, -2));
      const failedChild = `${failed.started.OrchestrationInstance.InstanceId}:child`;
      assert.deepEqual(failedChildren, fn === 'parentOfFailing' ? [failedChild] : []);
    });
  }
});
