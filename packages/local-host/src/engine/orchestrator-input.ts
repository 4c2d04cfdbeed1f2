import type { Instance } from '../store/instances.ts';
import type { HistoryEvent } from './history-event.ts';
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

/** The whole. What it holds is the SDK's to change: it makes dates of the times of events, in place. */
export function orchestratorInput(
  history: readonly HistoryEvent[],
  { id, input, parent }: Instance,
  isReplaying: boolean,
) {
  return {
    history: history.map((each) => ({ ...each })),
    input: JSON.parse(input ?? 'null') as unknown,
    ...orchestratorCall({
      instanceId: id,
      isReplaying,
      parentInstanceId: parent?.OrchestrationInstance.InstanceId ?? null,
    }),
  };
}
