import type { HistoryEvent } from '../model/history-event.ts';
import { TIMER_LIMITS, timeSpan } from '../replayer/durations.ts';

/** What an orchestrator is called with beside its history and input. */
export interface OrchestratorCall {
  instanceId: string;
  /** True from the second turn on. */
  isReplaying: boolean;
  parentInstanceId: string | null;
}

/**
 * What the extension hands to the SDK for a turn. It is the SDK's to change, `input` included: it makes
 * dates of the times of events, in place.
 */
export function orchestratorInput(
  history: readonly HistoryEvent[],
  input: unknown,
  call: OrchestratorCall,
) {
  return {
    history: history.map((each) => ({ ...each })),
    input,
    ...call,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration: timeSpan(TIMER_LIMITS.longTimerInterval),
    maximumShortTimerDuration: timeSpan(TIMER_LIMITS.maximumShortTimer),
    defaultHttpAsyncRequestSleepTimeMillseconds: TIMER_LIMITS.httpPollInterval,
  };
}
