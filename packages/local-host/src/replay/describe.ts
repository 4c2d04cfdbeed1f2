import { ActionType, type Action } from '../model/action.ts';
import { EventType, type EventName, type HistoryEvent } from '../model/history-event.ts';
import { describeSchedule } from './open-work.ts';

const NAMES = new Map(Object.entries(EventType).map(([name, number]) => [number, name]));

/** Name of an event's type. */
export function eventName(event: HistoryEvent): EventName {
  return NAMES.get(event.EventType) as EventName;
}

/** Description of an action, in the terms of the orchestrator's code. */
export function describeAction(action: Action): string {
  switch (action.actionType) {
    case ActionType.CallActivity:
      return `callActivity ${call(action.functionName, given(action.input))}`;
    case ActionType.CallActivityWithRetry:
      return `callActivityWithRetry ${call(action.functionName, given(action.input))}`;
    case ActionType.CallSubOrchestrator:
      return `callSubOrchestrator ${call(action.functionName, action.input)}`;
    case ActionType.CallSubOrchestratorWithRetry:
      return `callSubOrchestratorWithRetry ${call(action.functionName, action.input)}`;
    case ActionType.CreateTimer:
      return `createTimer ${new Date(action.fireAt).toISOString()}${action.isCanceled ? ' (cancelled later)' : ''}`;
    case ActionType.WaitForExternalEvent:
      return `waitForExternalEvent ${action.externalEventName}`;
    case ActionType.CallEntity:
      return `callEntity ${action.instanceId} ${call(action.operation, action.input)}`;
    case ActionType.SignalEntity:
      return `signalEntity ${action.instanceId} ${call(action.operation, action.input)}`;
    case ActionType.CallHttp:
      return `callHttp ${action.httpRequest.method} ${action.httpRequest.uri}`;
    case ActionType.WhenAll:
      return `Task.all [${action.compoundActions.map(describeAction).join(', ')}]`;
    case ActionType.WhenAny:
      return `Task.any [${action.compoundActions.map(describeAction).join(', ')}]`;
    case ActionType.ContinueAsNew:
      return `continueAsNew(${short(action.input)})`;
    case ActionType.LockEntities:
      return `lock ${action.lockSet.map(({ name, key }) => `@${name}@${key}`).join(', ')}`;
    case ActionType.ReleaseEntities:
      return 'release locks';
  }
}

/** One-line description of a history event, without its number and time. */
export function describeEvent(event: HistoryEvent): string {
  switch (event.EventType) {
    case EventType.ExecutionStarted:
      return `${event.Name} started with ${short(parsed(event.Input))}`;
    case EventType.TaskCompleted:
    case EventType.SubOrchestrationInstanceCompleted:
      return `#${event.TaskScheduledId} gave ${short(parsed(event.Result))}`;
    case EventType.TaskFailed:
    case EventType.SubOrchestrationInstanceFailed:
      return `#${event.TaskScheduledId} failed: ${short(event.Reason)}`;
    case EventType.TimerFired:
      return `#${event.TimerId} at ${event.FireAt}`;
    case EventType.EventRaised:
      return `${event.Name} ${short(parsed(event.Input))}`;
    case EventType.ExecutionCompleted:
      return `${event.OrchestrationStatus}: ${short(parsed(event.Result))}`;
    case EventType.ExecutionTerminated:
      return short(event.Input);
    case EventType.ExecutionSuspended:
    case EventType.ExecutionResumed:
      return short(event.Reason);
    case EventType.TaskScheduled:
    case EventType.TimerCreated:
    case EventType.EventSent:
    case EventType.SubOrchestrationInstanceCreated:
      return `#${event.EventId} ${describeSchedule(event)}`;
    case EventType.GenericEvent:
      return short(event.Data);
    default:
      return '';
  }
}

const LONGEST = 100;

/** A value as JSON, truncated when it is long. */
export function short(value: unknown): string {
  const text = value === undefined ? '' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function call(name: string, input: unknown): string {
  return `${name}(${short(input)})`;
}

// The SDK passes strings as JSON text already.
function given(input: unknown): unknown {
  return typeof input === 'string' ? parsed(input) : input;
}

function parsed(json: string | null): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return json;
  }
}
