import type { OrchestratorState } from '../model/action.ts';

const MARK = '\n\n$OutOfProcData$:';

// The extension then takes the orchestrator for one that waits.
const THROWN_WITHOUT_MESSAGE =
  'It threw a value without a message. In Azure the instance would stay Running for ever. Throw an Error.';

// SDK 3.5: `setTaskValue` of TaskOrchestrationExecutor. The state of the orchestrator is lost.
const UNREADABLE_FAILURE = /^Task with ID \S+ failed but we could not parse its exception data/;

/**
 * The error of an orchestrator whose sub-orchestration was terminated: its failure has no details, and
 * the SDK throws in place of the orchestrator.
 */
export const SUB_ORCHESTRATION_TERMINATED =
  'A sub-orchestration was terminated. The durable-functions SDK cannot pass that to the orchestrator that ' +
  'called it, which fails and cannot catch it; in Azure its output is "Non-Deterministic workflow ' +
  'detected". Terminate the instance of the caller instead, or let the sub-orchestration end itself at an ' +
  'external event.';

/** The result of running the orchestrator's code: its state, and its error if it failed. */
export interface OrchestratorAnswer {
  state: OrchestratorState;
  error: string | undefined;
}

/** Reads the value that the SDK returned. */
export function readAnswer(returned: unknown): OrchestratorAnswer {
  const state = returned as OrchestratorState | null;
  if (!Array.isArray(state?.actions)) {
    return {
      state: { isDone: false, actions: [] },
      error:
        'The orchestrator function returned no orchestrator state. Is it a durable-functions 3.x orchestrator?',
    };
  }
  return { state, error: undefined };
}

/**
 * Reads the error that the SDK threw. A failed orchestrator passes its state after a marker in the
 * error's message, because its earlier actions still count.
 */
export function readFailure(thrown: unknown): OrchestratorAnswer {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const at = message.indexOf(MARK);
  if (at < 0) {
    const error = UNREADABLE_FAILURE.test(message) ? SUB_ORCHESTRATION_TERMINATED : message;
    return { state: { isDone: false, actions: [] }, error };
  }
  const state = JSON.parse(message.slice(at + MARK.length)) as OrchestratorState;
  return { state, error: state.error ?? THROWN_WITHOUT_MESSAGE };
}
