import { EventType, event, type GenericEvent, type HistoryEvent } from '../model/history-event.ts';

/** A history without what made it fail, and the children that failed with it. */
export interface Rewound {
  events: HistoryEvent[];
  failedChildren: string[];
}

/**
 * Undoes an execution's failures, as the extension does: a generic event stands in the place of each
 * failed activity with its scheduling, of each failed child's answer, and of the execution's end.
 */
export function rewindHistory(history: readonly HistoryEvent[]): Rewound {
  const failedTasks = new Set<number>();
  const failedChildIds = new Set<number>();
  for (const each of history) {
    if (each.EventType === EventType.TaskFailed) failedTasks.add(each.TaskScheduledId);
    if (each.EventType === EventType.SubOrchestrationInstanceFailed) {
      failedChildIds.add(each.TaskScheduledId);
    }
  }
  const failedChildren: string[] = [];
  const events = history.map((each) => {
    switch (each.EventType) {
      case EventType.TaskScheduled:
        return failedTasks.has(each.EventId) ? undone(each) : each;
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
