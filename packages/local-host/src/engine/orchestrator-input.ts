import { TIMER_LIMITS, timeSpan } from './durations.ts';

/** What an orchestrator is called with beside its history and input. */
export interface OrchestratorCall {
  instanceId: string;
  /** True from the second turn on. */
  isReplaying: boolean;
  parentInstanceId: string | null;
}

/** What the extension hands to the SDK for a turn, beside `history` and `input`. */
export function orchestratorCall(call: OrchestratorCall) {
  return {
    ...call,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration: timeSpan(TIMER_LIMITS.longTimerInterval),
    maximumShortTimerDuration: timeSpan(TIMER_LIMITS.maximumShortTimer),
    defaultHttpAsyncRequestSleepTimeMillseconds: TIMER_LIMITS.httpPollInterval,
  };
}

/** The whole as JSON text. `history` holds events as JSON text, `input` is JSON text. */
export function orchestratorInput(
  history: readonly string[],
  input: string | null,
  call: OrchestratorCall,
): string {
  const rest = JSON.stringify(orchestratorCall(call)).slice(1);
  return `{"history":[${history.join(',')}],"input":${input ?? 'null'},${rest}`;
}
