import { EventType, type HistoryEvent } from './history-event.ts';

/** The event in the form that the history keeps after its turn: received events are marked as played. */
export function asPlayed(event: HistoryEvent): HistoryEvent {
  switch (event.EventType) {
    case EventType.ExecutionStarted:
    case EventType.ExecutionTerminated:
    case EventType.ExecutionSuspended:
    case EventType.ExecutionResumed:
    case EventType.TaskCompleted:
    case EventType.TaskFailed:
    case EventType.SubOrchestrationInstanceCompleted:
    case EventType.SubOrchestrationInstanceFailed:
    case EventType.TimerFired:
    case EventType.EventRaised:
    case EventType.GenericEvent:
      return { ...event, IsPlayed: true };
    default:
      return event;
  }
}
