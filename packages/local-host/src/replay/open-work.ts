import { EventType, type HistoryEvent, type SchedulingEvent } from '../model/history-event.ts';

/** Scheduling events without a completion in the history, in order. */
export function openWork(history: readonly HistoryEvent[]): SchedulingEvent[] {
  const open = new Map<number, SchedulingEvent>();
  const calls = new Map<string, number>();
  for (const event of history) {
    switch (event.EventType) {
      case EventType.EventSent: {
        const request = JSON.parse(event.Input) as { id?: string; signal?: boolean };
        if (event.Name === 'release' || request.signal || request.id === undefined) break;
        open.set(event.EventId, event);
        calls.set(request.id, event.EventId);
        break;
      }
      case EventType.TaskScheduled:
      case EventType.TimerCreated:
      case EventType.SubOrchestrationInstanceCreated:
        open.set(event.EventId, event);
        break;
      case EventType.TaskCompleted:
      case EventType.TaskFailed:
      case EventType.SubOrchestrationInstanceCompleted:
      case EventType.SubOrchestrationInstanceFailed:
        open.delete(event.TaskScheduledId);
        break;
      case EventType.TimerFired:
        open.delete(event.TimerId);
        break;
      case EventType.EventRaised:
        open.delete(calls.get(event.Name) ?? -1);
        break;
    }
  }
  return [...open.values()];
}

/** Short description of a scheduled work item. */
export function describeSchedule(event: SchedulingEvent): string {
  switch (event.EventType) {
    case EventType.TaskScheduled:
      return `activity ${event.Name}`;
    case EventType.SubOrchestrationInstanceCreated:
      return `sub-orchestration ${event.Name}${event.InstanceId && ` (${event.InstanceId})`}`;
    case EventType.TimerCreated:
      return `timer until ${event.FireAt}`;
    case EventType.EventSent:
      return `entity ${event.InstanceId}`;
  }
}
