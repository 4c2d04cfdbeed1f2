import { ActionType, type Action } from '../model/action.ts';
import { EventType, type HistoryEvent } from '../model/history-event.ts';

/** Names of the external events that an orchestrator has asked for and has not received, in its order. */
export function awaitedEvents(
  actions: readonly Action[],
  history: readonly HistoryEvent[],
): string[] {
  const received = history.flatMap((event) =>
    event.EventType === EventType.EventRaised ? [event.Name] : [],
  );
  return askedFor(actions).filter((name) => {
    const index = received.indexOf(name);
    if (index >= 0) received.splice(index, 1);
    return index < 0;
  });
}

function askedFor(actions: readonly Action[]): string[] {
  return actions.flatMap((action) => {
    if (action.actionType === ActionType.WaitForExternalEvent) return [action.externalEventName];
    return 'compoundActions' in action ? askedFor(action.compoundActions) : [];
  });
}
