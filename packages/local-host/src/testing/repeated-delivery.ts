import { randomUUID } from 'node:crypto';
import type { Duration } from '../clock/duration.ts';
import { startChild, startInstance } from '../engine/start-instance.ts';
import type { Activity } from '../model/activity.ts';
import { EventType } from '../model/history-event.ts';
import { isEnded, type Instance } from '../model/instance.ts';
import type { NewMessage } from '../model/message.ts';
import type { Store } from '../store/store.ts';
import type { TurnResult } from '../turn/turn.ts';

/** Time after which Azure Storage delivers a message again that was not completed (`controlQueueVisibilityTimeout`). */
export const REDELIVERED_AFTER = '60s' satisfies Duration;

/** A turn whose messages are delivered again after its effects were sent, as after a crash in Azure. */
export interface Redelivery {
  instanceId: string;
  /** Number of the turn of the instance, counted from 1. */
  turn: number;
  /** Time until the effects are sent again; 60 seconds when absent. */
  after?: Duration;
  /**
   * Whether the turn was lost too: the instance pauses until the effects are sent again, and takes the
   * results of the second time. When absent, it takes the first results.
   */
  losesResults?: boolean;
}

/** An instance that is started again with the same id, as when its start message is redelivered. */
export interface SecondStart {
  instanceId: string;
  /**
   * The turn, counted from 1, that precedes the second start. It replaces the instance even if that runs, as
   * when a start message from before a crash arrives after that of the repeated turn. The end of the
   * instance when absent.
   */
  turn?: number;
  /** Time from then to the second start; 60 seconds when absent. */
  after?: Duration;
}

/** What became of a transaction that repeats a delivery, to be processed after the commit. */
export interface Repeated {
  /** Targets to wake. */
  sent: Pick<NewMessage, 'target' | 'dueAt'>[];
  activities: Activity[];
}

/**
 * Writes the effects of a turn again: activities, messages to others, and children that have ended. A child
 * that runs ignores its second start. Timers are not repeated. Call it in a transaction.
 */
export function repeatEffects(
  store: Store,
  { instance, activities, messages, children }: TurnResult,
  now: number,
): Repeated {
  const sent = messages.filter(({ target }) => target !== instance.id);
  for (const message of sent) store.messages.send(message);
  for (const child of children) sent.push(...startAgain(store, child, now));
  return { sent, activities: activities.map((activity) => store.activities.add(activity)) };
}

/** Deletes the results of a turn's children that have arrived. Call it in a transaction. */
export function dropResults(store: Store, { instance, events }: TurnResult, now: number): void {
  const scheduled = new Set(
    events.flatMap((each) =>
      each.EventType === EventType.SubOrchestrationInstanceCreated ? [each.EventId] : [],
    ),
  );
  for (const { id, event, executionId } of store.messages.due(instance.id, now)) {
    const isResult =
      event.EventType === EventType.SubOrchestrationInstanceCompleted ||
      event.EventType === EventType.SubOrchestrationInstanceFailed;
    if (executionId !== instance.executionId || !isResult) continue;
    if (scheduled.has(event.TaskScheduledId)) store.messages.delete(id);
  }
}

/** Starts an instance again, with its input, unless it runs and is not replaced. Call it in a transaction. */
export function startAgain(
  store: Store,
  before: Instance,
  now: number,
  { replaces = false } = {},
): NewMessage[] {
  const existing = store.instances.get(before.id);
  const isRunning = existing !== undefined && !isEnded(existing);
  if (isRunning && !replaces) return [];
  const next: Instance = {
    ...before,
    executionId: randomUUID().replaceAll('-', ''),
    status: 'Pending',
    output: null,
    customStatus: null,
    createdAt: now,
    updatedAt: now,
  };
  const start = next.parent && !isRunning ? startChild : startInstance;
  const sent = start(store, next, now);
  for (const message of sent) store.messages.send(message);
  return sent;
}
