import type { FailureDetails } from './history-event.ts';

/** Numbers of the actions that an orchestrator can request (`durable-functions` 3.5 `ActionType`). */
export const ActionType = {
  CallActivity: 0,
  CallActivityWithRetry: 1,
  CallSubOrchestrator: 2,
  CallSubOrchestratorWithRetry: 3,
  ContinueAsNew: 4,
  CreateTimer: 5,
  WaitForExternalEvent: 6,
  CallEntity: 7,
  CallHttp: 8,
  SignalEntity: 9,
  WhenAny: 11,
  WhenAll: 12,
  LockEntities: 13,
  ReleaseEntities: 14,
} as const;

/** `durable-functions` `RetryOptions`; intervals in milliseconds. */
export interface RetryOptions {
  firstRetryIntervalInMilliseconds: number;
  maxNumberOfAttempts: number;
  backoffCoefficient?: number;
  maxRetryIntervalInMilliseconds?: number;
  retryTimeoutInMilliseconds?: number;
}

export interface CallActivity {
  actionType: typeof ActionType.CallActivity;
  functionName: string;
  input?: unknown;
}

export interface CallActivityWithRetry {
  actionType: typeof ActionType.CallActivityWithRetry;
  functionName: string;
  input?: unknown;
  retryOptions: RetryOptions;
}

export interface CallSubOrchestrator {
  actionType: typeof ActionType.CallSubOrchestrator;
  functionName: string;
  instanceId?: string;
  input?: unknown;
  version?: string;
}

export interface CallSubOrchestratorWithRetry {
  actionType: typeof ActionType.CallSubOrchestratorWithRetry;
  functionName: string;
  instanceId?: string;
  input?: unknown;
  version?: string;
  retryOptions: RetryOptions;
}

export interface ContinueAsNew {
  actionType: typeof ActionType.ContinueAsNew;
  input?: unknown;
}

export interface CreateTimer {
  actionType: typeof ActionType.CreateTimer;
  /** ISO 8601 UTC if it is a string. */
  fireAt: string | Date;
  isCanceled?: boolean;
}

export interface WaitForExternalEvent {
  actionType: typeof ActionType.WaitForExternalEvent;
  externalEventName: string;
}

export interface CallEntity {
  actionType: typeof ActionType.CallEntity;
  /** `@name@key`. */
  instanceId: string;
  operation: string;
  input?: unknown;
}

export interface SignalEntity {
  actionType: typeof ActionType.SignalEntity;
  instanceId: string;
  operation: string;
  input?: unknown;
}

/** The HTTP request of `callHttp`, with headers and content as the orchestrator set them. */
export interface DurableHttpRequest {
  method: string;
  uri: string;
  content?: string;
  headers?: Record<string, string>;
  tokenSource?: unknown;
  asynchronousPatternEnabled?: boolean;
}

export interface CallHttp {
  actionType: typeof ActionType.CallHttp;
  httpRequest: DurableHttpRequest;
}

export interface CompoundAction {
  actionType: typeof ActionType.WhenAny | typeof ActionType.WhenAll;
  compoundActions: Action[];
}

export interface LockEntities {
  actionType: typeof ActionType.LockEntities;
  lockRequestId: string;
  lockSet: { name: string; key: string }[];
}

export interface ReleaseEntities {
  actionType: typeof ActionType.ReleaseEntities;
}

/** An action that an orchestrator requests from the host. */
export type Action =
  | CallActivity
  | CallActivityWithRetry
  | CallSubOrchestrator
  | CallSubOrchestratorWithRetry
  | ContinueAsNew
  | CreateTimer
  | WaitForExternalEvent
  | CallEntity
  | SignalEntity
  | CallHttp
  | CompoundAction
  | LockEntities
  | ReleaseEntities;

/** The result of an orchestrator's turn (`durable-functions` `OrchestratorState`). */
export interface OrchestratorState {
  isDone: boolean;
  /** One list of all actions so far, in the order of the requests. */
  actions: Action[][];
  output?: unknown;
  error?: string;
  customStatus?: unknown;
  failureDetails?: FailureDetails;
}
