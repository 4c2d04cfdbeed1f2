import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Action, OrchestratorState } from '../model/action.ts';
import { TIMER_LIMITS } from './durations.ts';
import {
  event,
  EventType,
  isScheduling,
  type HistoryEvent,
  type SchedulingEvent,
} from '../model/history-event.ts';
import { NonDeterminismError } from './non-determinism.ts';
import { readFailure } from '../turn/orchestrator-answer.ts';
import { replay, type Replayed } from './replay.ts';
import type { ScheduledWork } from '../model/work.ts';

const RECORDED = join(import.meta.dirname, '../../conformance/fixtures/worker');

interface RecordedTurn {
  instanceId: string;
  execution: string;
  history: HistoryEvent[];
  answer: OrchestratorState;
}

/** The turns of a recording: the history that the real extension passed, and the orchestrator's answer. */
function recordedTurns(file: string): RecordedTurn[] {
  const lines = readFileSync(join(RECORDED, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const turns: RecordedTurn[] = [];
  for (const line of lines) {
    if (line['type'] !== 'orchestrationTrigger' || line['dir'] !== 'in') continue;
    const out = lines.find((each) => each['dir'] === 'out' && each['inv'] === line['inv']);
    if (!out) continue;
    const [{ instanceId, history }] = line['inputs'] as [RecordedTurn];
    const answer =
      (out['result'] as OrchestratorState | null) ??
      readFailure(new Error(String(out['error']))).state;
    const started = history.find((each) => each.EventType === EventType.ExecutionStarted);
    const execution = started?.OrchestrationInstance.ExecutionId ?? '';
    turns.push({ instanceId, execution, history, answer });
  }
  return turns;
}

function summary(each: SchedulingEvent): string {
  switch (each.EventType) {
    case EventType.TaskScheduled:
      return `${each.EventId} activity ${each.Name}`;
    case EventType.SubOrchestrationInstanceCreated:
      return `${each.EventId} subOrchestration ${each.Name}`;
    case EventType.TimerCreated:
      return `${each.EventId} timer ${Date.parse(each.FireAt)}`;
    case EventType.EventSent:
      return `${each.EventId} message ${each.InstanceId}`;
  }
}

function summaryOf({ eventId, work }: ScheduledWork): string {
  switch (work.kind) {
    case 'timer':
      return `${eventId} timer ${work.fireAt}`;
    case 'message':
      return `${eventId} message ${work.to}`;
    default:
      return `${eventId} ${work.kind} ${work.name}`;
  }
}

const play = (history: HistoryEvent[], actions: Action[], ended = false): Replayed =>
  replay(history, actions, { limits: TIMER_LIMITS, ended });

describe('replaying the turns of the real extension', () => {
  // nondet*: the code changes, which separate tests cover. unknown*: the extension leaves such an
  // instance waiting forever; this host fails it.
  const files = readdirSync(RECORDED).filter((file) => !/^(nondet|unknown)/.test(file));
  for (const file of files) {
    const turns = recordedTurns(file);
    for (const [index, turn] of turns.entries()) {
      const next = turns
        .slice(index + 1)
        .find(
          (each) =>
            each.instanceId === turn.instanceId && each.history.length > turn.history.length,
        );
      if (!next) continue;
      test(`${file}, turn ${index + 1}, schedules what the next turn's history holds`, () => {
        const added = next.history.slice(turn.history.length);
        const closed = added.findIndex(
          (each) => each.EventType === EventType.OrchestratorCompleted,
        );
        const expected = added.slice(0, closed).filter(isScheduling).map(summary);
        const { scheduled } = play(turn.history, turn.answer.actions.flat());
        assert.deepEqual(scheduled.map(summaryOf), expected);
      });
    }
  }
});

describe('the end of an orchestrator in the real extension', () => {
  for (const file of ['openWork-1.jsonl', 'rewind-1.jsonl', 'canBuffered-1.jsonl']) {
    const turns = recordedTurns(file);
    for (const [index, { history, answer, execution }] of turns.entries()) {
      const failed = answer.error !== undefined;
      if (!answer.isDone && !failed) continue;
      const next = turns.slice(index + 1).find((each) => each.execution === execution);
      // A rewind runs a failed execution once more.
      const goesOn = next !== undefined && next.history.length > history.length + 1;
      const isRewound = next?.history.some((each) => each.EventType === EventType.GenericEvent);
      test(`${file}, turn ${index + 1}, waits for open work exactly when it was recorded to`, () => {
        const { openWork } = play(history, answer.actions.flat(), true);
        assert.equal(openWork.length > 0, goesOn && !(failed && isRewound));
      });
    }
  }
});

const start = Date.parse('2026-01-01T00:00:00Z');
const turnAt = (seconds: number): HistoryEvent =>
  event({ EventType: EventType.OrchestratorStarted }, start + seconds * 1000);
const turnEnd = (seconds: number): HistoryEvent =>
  event({ EventType: EventType.OrchestratorCompleted }, start + seconds * 1000);
const begun = event<HistoryEvent>(
  { EventType: EventType.ExecutionStarted, Name: 'any' } as never,
  start,
);
const scheduledTask = (name: string, id: number): HistoryEvent =>
  event<HistoryEvent>({ EventType: EventType.TaskScheduled, Name: name } as never, start, id);
const completed = (id: number): HistoryEvent =>
  event<HistoryEvent>(
    { EventType: EventType.TaskCompleted, TaskScheduledId: id, Result: '1' } as never,
    start,
  );
const failed = (id: number): HistoryEvent =>
  event<HistoryEvent>(
    { EventType: EventType.TaskFailed, TaskScheduledId: id, Reason: '', Details: '' } as never,
    start,
  );
const raised = (name: string): HistoryEvent =>
  event<HistoryEvent>({ EventType: EventType.EventRaised, Name: name, Input: '1' } as never, start);

const callActivity = (functionName: string): Action => ({ actionType: 0, functionName });

describe('a history does not match', () => {
  const history = [turnAt(0), begun, scheduledTask('a', 0), turnEnd(0), turnAt(1), completed(0)];

  test('is an activity of another name', () => {
    assert.throws(
      () => play(history, [callActivity('b')]),
      (error) =>
        error instanceof NonDeterminismError &&
        error.eventId === 0 &&
        /named 'a'.* instead scheduled an activity task named 'b'/.test(error.message),
    );
  });

  test('is another kind of action', () => {
    assert.throws(
      () => play(history, [{ actionType: 5, fireAt: '2026-01-01T00:00:10Z' }]),
      /instead produced a CreateTimerOrchestratorAction/,
    );
  });

  test('is a message to another entity', () => {
    const sent = event<HistoryEvent>(
      {
        EventType: EventType.EventSent,
        Name: 'op',
        InstanceId: '@counter@a',
        Input: '{}',
      } as never,
      start,
      0,
    );
    const signal = (instanceId: string): Action[] => [
      { actionType: 9, instanceId, operation: 'add' },
    ];
    const recorded = [turnAt(0), begun, sent, turnEnd(0), turnAt(1), raised('go')];
    assert.deepEqual(play(recorded, signal('@counter@a')).scheduled, []);
    assert.throws(
      () => play(recorded, signal('@counter@b')),
      /instance ID '@counter@a', but .* for instance ID '@counter@b'/,
    );
  });

  test('is an action that is no longer scheduled', () => {
    assert.throws(() => play(history, []), /hasn't \(yet\?\) scheduled this task/);
  });
});

describe('a retried activity beside others', () => {
  const withRetry: Action = {
    actionType: 1,
    functionName: 'flaky',
    retryOptions: { firstRetryIntervalInMilliseconds: 1000, maxNumberOfAttempts: 3 },
  };

  test('keeps the numbers that the SDK gave while the code continued', () => {
    // any(flaky, a): a wins and the code requests b. Then flaky fails, and its timer gets number 3.
    const history = [
      ...[turnAt(0), begun, scheduledTask('flaky', 0), scheduledTask('a', 1), turnEnd(0)],
      ...[turnAt(1), completed(1), scheduledTask('b', 2), turnEnd(1)],
      ...[turnAt(2), failed(0)],
    ];
    const any: Action = { actionType: 11, compoundActions: [withRetry, callActivity('a')] };
    const { scheduled } = play(history, [any, callActivity('b')]);
    assert.deepEqual(scheduled.map(summaryOf), [`3 timer ${start + 3000}`]);
  });

  test('gives its timer the next number when it fails before the code continues', () => {
    const history = [
      ...[turnAt(0), begun, scheduledTask('flaky', 0), scheduledTask('a', 1), turnEnd(0)],
      ...[turnAt(1), failed(0)],
    ];
    const any: Action = { actionType: 11, compoundActions: [withRetry, callActivity('a')] };
    const { scheduled } = play(history, [any]);
    assert.deepEqual(scheduled.map(summaryOf), [`2 timer ${start + 2000}`]);
  });
});

describe('external events', () => {
  test('without a waiting task are kept in order', () => {
    const history = [turnAt(0), begun, raised('x'), raised('y'), raised('x')];
    const wait: Action = { actionType: 6, externalEventName: 'x' };
    const { unclaimedEvents } = play(history, [wait]);
    assert.deepEqual(
      unclaimedEvents.map((each) => each.Name),
      ['y', 'x'],
    );
  });

  test('that arrived while suspended are delivered on resume', () => {
    const suspended = event<HistoryEvent>(
      { EventType: EventType.ExecutionSuspended, Reason: null } as never,
      start,
    );
    const resumed = event<HistoryEvent>(
      { EventType: EventType.ExecutionResumed, Reason: null } as never,
      start,
    );
    const actions: Action[] = [{ actionType: 6, externalEventName: 'x' }, callActivity('after')];
    const history = [
      ...[turnAt(0), begun, turnEnd(0), turnAt(1), suspended, raised('x'), turnEnd(1)],
      ...[turnAt(2), resumed],
    ];
    assert.deepEqual(play(history.slice(0, -2), actions).scheduled, []);
    assert.deepEqual(play(history, actions).scheduled.map(summaryOf), ['0 activity after']);
  });
});

describe('the answer of an HTTP request', () => {
  const request = (asynchronousPatternEnabled: boolean): Action => ({
    actionType: 8,
    httpRequest: { method: 'POST', uri: 'http://a/start', asynchronousPatternEnabled },
  });
  /** What is scheduled after the request was answered: a timer for the next poll, or what follows. */
  const after = (answer: object, asynchronousPatternEnabled = true): string[] => {
    const result = { ...completed(0), Result: JSON.stringify(answer) } as HistoryEvent;
    const asked = scheduledTask('BuiltIn::HttpActivity', 0);
    const history = [turnAt(0), begun, asked, turnEnd(0), turnAt(1), result];
    const actions = [request(asynchronousPatternEnabled), callActivity('next')];
    return play(history, actions).scheduled.map(summaryOf);
  };
  const location = { Location: 'http://a/status' };

  test('202 with a location is polled after the time that it names, or 30 seconds', () => {
    const headers = { ...location, 'retry-after': '7' };
    assert.deepEqual(after({ statusCode: 202, headers }), [`1 timer ${start + 8_000}`]);
    assert.deepEqual(after({ statusCode: 202, headers: location }), [`1 timer ${start + 31_000}`]);
  });

  test('with another status is the result, with a location too', () => {
    for (const statusCode of [200, 201, 303, 500]) {
      assert.deepEqual(after({ statusCode, headers: location }), ['1 activity next']);
    }
  });

  test('202 without a location, or without polling, is the result', () => {
    assert.deepEqual(after({ statusCode: 202, headers: {} }), ['1 activity next']);
    assert.deepEqual(after({ statusCode: 202, headers: location }, false), ['1 activity next']);
  });
});

describe('timers', () => {
  test('longer than six days are split', () => {
    const day = 86_400_000;
    const fireAt = new Date(start + 10 * day).toISOString();
    const { scheduled } = play([turnAt(0), begun], [{ actionType: 5, fireAt }]);
    assert.deepEqual(scheduled.map(summaryOf), [`0 timer ${start + 3 * day}`]);
  });

  test('that are cancelled are named', () => {
    const fireAt = new Date(start + 10_000).toISOString();
    const timer: Action = { actionType: 5, fireAt, isCanceled: true };
    const created = event<HistoryEvent>(
      { EventType: EventType.TimerCreated, FireAt: fireAt } as never,
      start,
      0,
    );
    const history = [turnAt(0), begun, created, turnEnd(0), turnAt(1), raised('go')];
    const any: Action = {
      actionType: 11,
      compoundActions: [timer, { actionType: 6, externalEventName: 'go' }],
    };
    assert.deepEqual(play(history, [any]).cancelledTimers, [0]);
  });
});
