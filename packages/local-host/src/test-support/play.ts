import type { Action } from '../model/action.ts';
import {
  event,
  EventType,
  type HistoryEvent,
  type SchedulingEvent,
} from '../model/history-event.ts';
import type { ScheduledWork } from '../model/work.ts';
import { TIMER_LIMITS } from '../replayer/durations.ts';
import { replay, type Replayed } from '../replayer/replay.ts';

/** The time at which the written histories begin, in epoch ms. */
export const start = Date.parse('2026-01-01T00:00:00Z');

const written = (type: number, fields: object, id = -1, seconds = 0): HistoryEvent =>
  event<HistoryEvent>({ EventType: type, ...fields } as HistoryEvent, start + seconds * 1000, id);

/* Events of a history. Times are in seconds after its beginning; only those of turns matter. */

export const begun = written(EventType.ExecutionStarted, { Name: 'any' });
export const turnAt = (seconds: number): HistoryEvent =>
  written(EventType.OrchestratorStarted, {}, -1, seconds);
export const turnEnd = (seconds: number): HistoryEvent =>
  written(EventType.OrchestratorCompleted, {}, -1, seconds);
export const suspended = written(EventType.ExecutionSuspended, { Reason: null });
export const resumed = written(EventType.ExecutionResumed, { Reason: null });

export const scheduledTask = (name: string, id: number): HistoryEvent =>
  written(EventType.TaskScheduled, { Name: name }, id);
export const completed = (id: number, result = '1'): HistoryEvent =>
  written(EventType.TaskCompleted, { TaskScheduledId: id, Result: result });
export const failed = (id: number): HistoryEvent =>
  written(EventType.TaskFailed, { TaskScheduledId: id, Reason: '', Details: '' });

export const createdChild = (name: string, id: number): HistoryEvent =>
  written(EventType.SubOrchestrationInstanceCreated, { Name: name }, id);
export const childCompleted = (id: number): HistoryEvent =>
  written(EventType.SubOrchestrationInstanceCompleted, { TaskScheduledId: id, Result: '1' });
export const childFailed = (id: number): HistoryEvent =>
  written(EventType.SubOrchestrationInstanceFailed, { TaskScheduledId: id, Reason: '' });

export const createdTimer = (seconds: number, id: number): HistoryEvent =>
  written(EventType.TimerCreated, { FireAt: new Date(start + seconds * 1000).toISOString() }, id);
export const fired = (id: number): HistoryEvent => written(EventType.TimerFired, { TimerId: id });

export const sent = (to: string, requestId: string, id: number): HistoryEvent =>
  written(
    EventType.EventSent,
    { Name: 'op', InstanceId: to, Input: JSON.stringify({ id: requestId }) },
    id,
  );
export const raised = (name: string, input: string | null = '1'): HistoryEvent =>
  written(EventType.EventRaised, { Name: name, Input: input });

/* Actions of an orchestrator. */

export const callActivity = (functionName: string): Action => ({ actionType: 0, functionName });
export const waitFor = (externalEventName: string): Action => ({
  actionType: 6,
  externalEventName,
});
export const timerAt = (seconds: number, isCanceled = false): Action => ({
  actionType: 5,
  fireAt: new Date(start + seconds * 1000).toISOString(),
  isCanceled,
});
export const signal = (instanceId = '@e@k'): Action => ({
  actionType: 9,
  instanceId,
  operation: 'add',
});
export const any = (...compoundActions: Action[]): Action => ({ actionType: 11, compoundActions });
export const all = (...compoundActions: Action[]): Action => ({ actionType: 12, compoundActions });

/** Replays a history against an orchestrator's actions. */
export const play = (
  history: readonly HistoryEvent[],
  actions: readonly Action[],
  ended = false,
): Replayed => replay(history, actions, { limits: TIMER_LIMITS, ended });

/** A scheduling event in one line, as {@link summaryOf} describes new work. */
export function summary(each: SchedulingEvent): string {
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

/** New work in one line, with its number. */
export function summaryOf({ eventId, work }: ScheduledWork): string {
  switch (work.kind) {
    case 'timer':
      return `${eventId} timer ${work.fireAt}`;
    case 'message':
      return `${eventId} message ${work.to}`;
    default:
      return `${eventId} ${work.kind} ${work.name}`;
  }
}
