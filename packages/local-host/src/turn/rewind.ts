import { EventType, event, type GenericEvent, type HistoryEvent } from '../model/history-event.ts';

/** A history without its failures, and the ids of the sub-orchestrations that failed. */
export interface Rewound {
  events: HistoryEvent[];
  failedChildren: string[];
}

/**
 * Undoes an execution's failures as the extension does. A generic event replaces each failed activity
 * with its scheduling event, each failure of a sub-orchestration, and the end of the execution. An
 * activity that was open at the end runs again too, because its result was dropped.
 */
export function rewindHistory(history: readonly HistoryEvent[]): Rewound {
  const completedTasks = new Set<number>();
  const failedChildIds = new Set<number>();
  for (const each of history) {
    if (each.EventType === EventType.TaskCompleted) completedTasks.add(each.TaskScheduledId);
    if (each.EventType === EventType.SubOrchestrationInstanceFailed) {
      failedChildIds.add(each.TaskScheduledId);
    }
  }
  const failedChildren: string[] = [];
  const events = history.map((each) => {
    switch (each.EventType) {
      case EventType.TaskScheduled:
        return completedTasks.has(each.EventId) ? each : undone(each);
      case EventType.SubOrchestrationInstanceCreated:
        if (failedChildIds.has(each.EventId)) failedChildren.push(each.InstanceId);
        return each;
      case EventType.TaskFailed:
      case EventType.SubOrchestrationInstanceFailed:
      case EventType.ExecutionCompleted:
        return undone(each);
      default:
        return each;
    }
  });
  return { events, failedChildren };
}

function undone({ Timestamp, EventId, IsPlayed }: HistoryEvent): GenericEvent {
  const fields = { Data: null, EventType: EventType.GenericEvent };
  return { ...event<GenericEvent>(fields, Date.parse(Timestamp), EventId), IsPlayed };
}
