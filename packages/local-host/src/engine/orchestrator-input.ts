import { TIMER_LIMITS, timeSpan } from './durations.ts';

/** What an orchestrator is called with. `history` holds events as JSON text, `input` is JSON text. */
export interface OrchestratorCall {
  history: readonly string[];
  input: string | null;
  instanceId: string;
  /** True from the second turn on. */
  isReplaying: boolean;
  parentInstanceId: string | null;
}

/** The JSON text that the extension hands to the SDK for a turn. */
export function orchestratorInput({ history, input, ...call }: OrchestratorCall): string {
  return (
    `{"history":[${history.join(',')}],"input":${input ?? 'null'},` +
    JSON.stringify({
      ...call,
      upperSchemaVersion: 1,
      upperSchemaVersionNew: 3,
      longRunningTimerIntervalDuration: timeSpan(TIMER_LIMITS.longTimerInterval),
      maximumShortTimerDuration: timeSpan(TIMER_LIMITS.maximumShortTimer),
      defaultHttpAsyncRequestSleepTimeMillseconds: TIMER_LIMITS.httpPollInterval,
    }).slice(1)
  );
}
