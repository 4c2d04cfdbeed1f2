import { randomUUID } from 'node:crypto';
import {
  activityFailure,
  orchestratorFailure,
  subOrchestrationFailure,
} from '../model/failures.ts';
import { raised } from '../model/entity-message.ts';
import {
  event as complete,
  EventType,
  type HistoryEvent,
  type ReceivedEvent,
  type SchedulingEvent,
  type TimerFired,
} from '../model/history-event.ts';
import { startChild } from '../engine/start-instance.ts';
import type { Work } from '../model/work.ts';
import { compare } from '../replay/compare.ts';
import { eventName } from '../replay/describe.ts';
import { openWork } from '../replay/open-work.ts';
import type { Recording } from '../replay/recording.ts';
import { ReplayError } from '../replay/replay-error.ts';
import { runHistory } from '../replay/replay-recording.ts';
import type { Instance } from '../model/instance.ts';
import type { NewMessage } from '../model/message.ts';
import type { Store } from '../store/store.ts';
import type { FunctionApp } from '../model/function-app.ts';

/** The event at which to leave a recorded history, and what happens there instead. */
export interface Fork {
  /** The event's number: its index in the history. It must be a received event. */
  event: number;
  /** Result (or data of the external event) that replaces the recorded one. */
  result?: unknown;
  /** Message of an error that replaces the result. */
  fail?: string;
}

/** The recorded history up to a fork, and the events that the turn of the fork receives. */
export interface ForkPoint {
  past: HistoryEvent[];
  /** Events of the turn at the fork: the recorded ones before the fork, then the changed one. */
  received: ReceivedEvent[];
  /** Epoch milliseconds. */
  at: number;
}

/** Splits a history at an event. @throws ReplayError `unknown-event` */
export function forkPoint({ history }: Recording, fork: Fork): ForkPoint {
  const event = history[fork.event];
  const turn = history.findLastIndex(
    (each, index) => index < fork.event && each.EventType === EventType.OrchestratorStarted,
  );
  if (!event || turn < 1) throw notReceived(history, fork.event);
  const past = history.slice(0, turn);
  const changed = change(event, fork, past) ?? notReceived(history, fork.event);
  if (changed instanceof ReplayError) throw changed;
  const before = history.slice(turn + 1, fork.event) as ReceivedEvent[];
  return {
    past,
    received: [...before, changed].map((each) => ({ ...each, IsPlayed: false })),
    at: Date.parse(history[turn]?.Timestamp ?? ''),
  };
}

/**
 * Writes a recorded instance to a task hub as it was just before a fork, with all work that was open
 * then: activities run again, timers fire, sub-orchestrations restart, entities receive their calls.
 */
export async function writeFork(
  store: Store,
  app: FunctionApp,
  recording: Recording,
  { past, received, at }: ForkPoint,
): Promise<void> {
  const { instance: recorded } = recording;
  const answer = await runHistory(app, { ...recording, history: past }, []);
  const { difference, work } = compare(past, answer, { timers: false });
  if (difference) throw difference.error;
  const started = past.find((each) => each.EventType === EventType.ExecutionStarted);
  const instance: Instance = {
    ...{ id: recorded.id, name: recorded.name, version: recorded.version, parent: recorded.parent },
    executionId: started?.OrchestrationInstance.ExecutionId ?? randomUUID(),
    status: 'Running',
    input: started?.Input ?? null,
    output: null,
    customStatus:
      answer.state.customStatus === undefined ? null : JSON.stringify(answer.state.customStatus),
    createdAt: Date.parse(past[0]?.Timestamp ?? ''),
    updatedAt: at,
    notices: {},
  };
  await store.transaction(() => {
    store.messages.deleteAllTo(instance.id);
    store.instances.put(instance);
    store.histories.replace(instance.id, past);
    for (const event of received) {
      store.messages.send({ target: instance.id, executionId: null, dueAt: at, event });
    }
    for (const event of openWork([...past, ...received])) {
      reopen(store, instance, event, work.get(event.EventId), at).forEach((message) =>
        store.messages.send(message),
      );
    }
  });
}

function reopen(
  store: Store,
  instance: Instance,
  event: SchedulingEvent,
  work: Work | undefined,
  at: number,
): NewMessage[] {
  const { id: instanceId, executionId } = instance;
  const input = work && 'input' in work ? work.input : null;
  switch (event.EventType) {
    case EventType.TaskScheduled:
      store.activities.add({
        ...{ instanceId, executionId, input },
        eventId: event.EventId,
        name: event.Name,
      });
      return [];
    case EventType.TimerCreated: {
      const { EventId: TimerId, FireAt } = event;
      const dueAt = Date.parse(FireAt);
      const fired = { EventType: EventType.TimerFired, TimerId, FireAt } as const;
      const message = complete<TimerFired>(fired, dueAt);
      return [{ target: instanceId, executionId, dueAt, event: message }];
    }
    case EventType.SubOrchestrationInstanceCreated:
      return startChild(store, childOf(instance, event, input, at), at);
    case EventType.EventSent:
      return [raised(event.InstanceId, null, event.Name, event.Input, at)];
  }
}

function childOf(
  instance: Instance,
  event: Extract<SchedulingEvent, { InstanceId: string; Version: string | null }>,
  input: string | null,
  at: number,
): Instance {
  return {
    id: event.InstanceId || `${instance.executionId}:${event.EventId}`,
    executionId: randomUUID().replaceAll('-', ''),
    name: event.Name,
    version: event.Version,
    status: 'Pending',
    ...{ input, output: null, customStatus: null, createdAt: at, updatedAt: at, notices: {} },
    parent: {
      Name: instance.name,
      OrchestrationInstance: { InstanceId: instance.id, ExecutionId: instance.executionId },
      TaskScheduleId: event.EventId,
      Version: instance.version,
    },
  };
}

function change(
  event: HistoryEvent,
  fork: Fork,
  past: readonly HistoryEvent[],
): ReceivedEvent | undefined {
  const { fail } = fork;
  const Result = 'result' in fork ? JSON.stringify(fork.result ?? null) : undefined;
  switch (event.EventType) {
    case EventType.TaskCompleted:
    case EventType.TaskFailed: {
      const base = completionBase(event);
      if (fail !== undefined) {
        const failure = activityFailure(nameOf(past, event.TaskScheduledId), new Error(fail));
        return { ...base, EventType: EventType.TaskFailed, ...failure };
      }
      return Result === undefined ? event : { ...base, EventType: EventType.TaskCompleted, Result };
    }
    case EventType.SubOrchestrationInstanceCompleted:
    case EventType.SubOrchestrationInstanceFailed: {
      const base = completionBase(event);
      if (fail !== undefined) {
        const name = nameOf(past, event.TaskScheduledId);
        const failure = subOrchestrationFailure(name, 'Failed', orchestratorFailure(name, fail));
        return { ...base, EventType: EventType.SubOrchestrationInstanceFailed, ...failure };
      }
      const type = EventType.SubOrchestrationInstanceCompleted;
      return Result === undefined ? event : { ...base, EventType: type, Result };
    }
    case EventType.EventRaised:
      return Result === undefined ? event : { ...event, Input: Result };
    case EventType.TimerFired:
      return event;
    default:
      return undefined;
  }
}

function completionBase({
  EventId,
  IsPlayed,
  Timestamp,
  TaskScheduledId,
}: HistoryEvent & { TaskScheduledId: number }) {
  return { EventId, IsPlayed, Timestamp, TaskScheduledId };
}

function nameOf(past: readonly HistoryEvent[], eventId: number): string {
  const cause = past.find((each) => each.EventId === eventId);
  return cause && 'Name' in cause ? cause.Name : '';
}

function notReceived(history: readonly HistoryEvent[], number: number): ReplayError {
  const event = history[number];
  const received = history.flatMap((each, index) =>
    each.EventType !== EventType.ExecutionStarted && change(each, { event: index }, [])
      ? [index]
      : [],
  );
  return new ReplayError(
    'unknown-event',
    `Event ${number} ${event ? `is ${eventName(event)}` : 'does not exist'}; a history can be forked ` +
      `where a result, an external event or a timer came in: at ${received.join(', ') || 'none here'}.`,
  );
}
