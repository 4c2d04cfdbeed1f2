import type { HistoryEvent } from '../model/history-event.ts';
import { TIMER_LIMITS, timeSpan } from '../replayer/durations.ts';

/** Arguments of an orchestrator call other than its history and input. */
export interface OrchestratorCall {
  instanceId: string;
  /** True from the second turn on. */
  isReplaying: boolean;
  parentInstanceId: string | null;
}

/**
 * The data that the extension passes to the SDK for a turn. The SDK may change it, including `input`:
 * it converts event times to dates in place.
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
