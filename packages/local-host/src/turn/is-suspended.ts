import { EventType, type HistoryEvent } from '../model/history-event.ts';

/** True if an instance with this history is suspended. */
export function isSuspended(history: readonly HistoryEvent[]): boolean {
  const last = history.findLast(
    (each) =>
      each.EventType === EventType.ExecutionSuspended ||
      each.EventType === EventType.ExecutionResumed,
  );
  return last?.EventType === EventType.ExecutionSuspended;
}
