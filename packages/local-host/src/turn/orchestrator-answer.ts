import type { OrchestratorState } from '../model/action.ts';

const MARK = '\n\n$OutOfProcData$:';

/** What came of running the orchestrator's code: its state, and the error that it ended with, if any. */
export interface OrchestratorAnswer {
  state: OrchestratorState;
  error: string | undefined;
}

/** Reads what the SDK returned. */
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
 * Reads what the SDK threw. An orchestrator that fails hands over its state behind a mark in the
 * error's message, since the actions it asked for before count all the same.
 */
export function readFailure(thrown: unknown): OrchestratorAnswer {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const at = message.indexOf(MARK);
  if (at < 0) return { state: { isDone: false, actions: [] }, error: message };
  const state = JSON.parse(message.slice(at + MARK.length)) as OrchestratorState;
  return { state, error: state.error ?? message.slice(0, at) };
}
