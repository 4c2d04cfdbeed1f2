import type { OrchestratorState } from '../model/action.ts';

const MARK = '\n\n$OutOfProcData$:';

// The extension then takes the orchestrator for one that waits.
const THROWN_WITHOUT_MESSAGE =
  'It threw a value without a message. In Azure the instance would stay Running for ever. Throw an Error.';

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
  if (at < 0) return { state: { isDone: false, actions: [] }, error: message };
  const state = JSON.parse(message.slice(at + MARK.length)) as OrchestratorState;
  return { state, error: state.error ?? THROWN_WITHOUT_MESSAGE };
}
