/**
 * Numbers of the history events in the exchange between host and SDK (DurableTask.Core `EventType`;
 * `durable-functions` `HistoryEventType`).
 */
export const EventType = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionFailed: 2,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventSent: 14,
  EventRaised: 15,
  ContinueAsNew: 16,
  GenericEvent: 17,
  HistoryState: 18,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
  ExecutionRewound: 21,
} as const;

/** Name of a history event's type. */
export type EventName = keyof typeof EventType;

/**
 * Fields of every history event. `Timestamp` is ISO 8601 UTC; `EventId` is -1 unless it schedules
 * something.
 */
interface EventBase {
  EventId: number;
  IsPlayed: boolean;
  Timestamp: string;
}

/** Identifies an instance and one of its executions (continue-as-new and restart start a new one). */
export interface OrchestrationInstance {
  InstanceId: string;
  ExecutionId: string;
}

/** A sub-orchestration's parent. `TaskScheduleId` is the parent's event id for the sub-orchestration. */
export interface ParentInstance {
  Name: string;
  OrchestrationInstance: OrchestrationInstance;
  TaskScheduleId: number;
  Version: string | null;
}

/** The structured failure of an activity or a sub-orchestration (SDK's `FailureDetails` payload). */
export interface FailureDetails {
  ErrorType: string;
  ErrorMessage: string;
  StackTrace?: string | null;
  IsNonRetriable?: boolean;
  InnerFailure?: FailureDetails | null;
  /** From the app's exception properties provider. */
  Properties?: Record<string, unknown> | null;
}

/** The first event of an execution. `Input` is JSON text. */
export interface ExecutionStarted extends EventBase {
  EventType: typeof EventType.ExecutionStarted;
  OrchestrationInstance: OrchestrationInstance;
  ParentInstance: ParentInstance | null;
  Name: string;
  Version: string | null;
  Input: string | null;
  Tags: null;
  Correlation: null;
  ParentTraceContext: null;
  ScheduledStartTime: null;
  Generation: number | null;
  GenerateNewTrace: boolean;
}

/**
 * The last event of an execution. `Result` is JSON text if the execution completed, otherwise plain
 * text.
 */
export interface ExecutionCompleted extends EventBase {
  EventType: typeof EventType.ExecutionCompleted;
  OrchestrationStatus: 'Completed' | 'Failed' | 'Terminated' | 'ContinuedAsNew';
  Result: string | null;
  FailureDetails: FailureDetails | null;
}

export interface ExecutionTerminated extends EventBase {
  EventType: typeof EventType.ExecutionTerminated;
  /** The reason. */
  Input: string | null;
}

export interface TaskScheduled extends EventBase {
  EventType: typeof EventType.TaskScheduled;
  Name: string;
  Version: string;
  /** JSON text; set only with `storeInputsInOrchestrationHistory`. */
  Input: string | null;
  ParentTraceContext: null;
  Tags: null;
}

export interface TaskCompleted extends EventBase {
  EventType: typeof EventType.TaskCompleted;
  TaskScheduledId: number;
  Result: string | null;
}

export interface TaskFailed extends EventBase {
  EventType: typeof EventType.TaskFailed;
  TaskScheduledId: number;
  Reason: string;
  /** Null if there are failure details. */
  Details: string | null;
  FailureDetails: FailureDetails | null;
}

export interface SubOrchestrationInstanceCreated extends EventBase {
  EventType: typeof EventType.SubOrchestrationInstanceCreated;
  Name: string;
  Version: string | null;
  InstanceId: string;
  Input: string | null;
  ClientSpanId: null;
  Tags: null;
}

export interface SubOrchestrationInstanceCompleted extends EventBase {
  EventType: typeof EventType.SubOrchestrationInstanceCompleted;
  TaskScheduledId: number;
  Result: string | null;
}

export interface SubOrchestrationInstanceFailed extends EventBase {
  EventType: typeof EventType.SubOrchestrationInstanceFailed;
  TaskScheduledId: number;
  Reason: string;
  Details: string | null;
  FailureDetails: FailureDetails | null;
}

export interface TimerCreated extends EventBase {
  EventType: typeof EventType.TimerCreated;
  FireAt: string;
}

export interface TimerFired extends EventBase {
  EventType: typeof EventType.TimerFired;
  TimerId: number;
  FireAt: string;
}

export interface OrchestratorStarted extends EventBase {
  EventType: typeof EventType.OrchestratorStarted;
}

export interface OrchestratorCompleted extends EventBase {
  EventType: typeof EventType.OrchestratorCompleted;
}

/** A message to an entity. `Input` is the JSON text of an entity message. */
export interface EventSent extends EventBase {
  EventType: typeof EventType.EventSent;
  InstanceId: string;
  Name: string;
  Input: string;
}

/** An external event, or an entity's response (then `Name` is the request's id). `Input` is JSON text. */
export interface EventRaised extends EventBase {
  EventType: typeof EventType.EventRaised;
  Name: string;
  Input: string | null;
  ParentTraceContext: null;
}

/** An event without effect. Rewind replaces undone events with it. */
export interface GenericEvent extends EventBase {
  EventType: typeof EventType.GenericEvent;
  Data: string | null;
}

export interface ExecutionSuspended extends EventBase {
  EventType: typeof EventType.ExecutionSuspended;
  Reason: string | null;
}

export interface ExecutionResumed extends EventBase {
  EventType: typeof EventType.ExecutionResumed;
  Reason: string | null;
}

/** An event that schedules work. Its `EventId` is the action's sequence number. */
export type SchedulingEvent =
  TaskScheduled | SubOrchestrationInstanceCreated | TimerCreated | EventSent;

/** An event that an instance receives from outside its own turn. */
export type ReceivedEvent =
  | ExecutionStarted
  | ExecutionTerminated
  | TaskCompleted
  | TaskFailed
  | SubOrchestrationInstanceCompleted
  | SubOrchestrationInstanceFailed
  | TimerFired
  | EventRaised
  | GenericEvent
  | ExecutionSuspended
  | ExecutionResumed
  // In the first turn of an execution that continues as new.
  | OrchestratorCompleted;

/** An event of an instance's history, in the form in which the extension passes it to the SDK. */
export type HistoryEvent =
  SchedulingEvent | ReceivedEvent | ExecutionCompleted | OrchestratorStarted;

/** The fields of an event without those that every event has. */
export type EventFields<E extends HistoryEvent> = Omit<E, 'EventId' | 'IsPlayed' | 'Timestamp'>;

/** Creates an event from its fields; `at` is in milliseconds since the Unix epoch. */
export function event<E extends HistoryEvent>(fields: EventFields<E>, at: number, eventId = -1): E {
  return {
    ...fields,
    EventId: eventId,
    IsPlayed: false,
    Timestamp: new Date(at).toISOString(),
  } as E;
}

const SCHEDULING: readonly number[] = [
  EventType.TaskScheduled,
  EventType.SubOrchestrationInstanceCreated,
  EventType.TimerCreated,
  EventType.EventSent,
];

/** True for the events that schedule work. */
export function isScheduling(event: HistoryEvent): event is SchedulingEvent {
  return SCHEDULING.includes(event.EventType);
}
