import type { EntityContext } from 'durable-functions';
import * as v from 'valibot';
import { outcome, text, time } from '../captures/input-schemas.ts';
import { readInput } from '../captures/read-input.ts';
import type { OutcomesState } from './outcomes.ts';
import { readOutcomes, recallOutcome, rememberOutcome } from './outcomes.ts';
import { storedState } from './stored-fields.ts';

const kept = v.looseObject({ session: text, at: time, outcome });

/**
 * A `captureOutcomes` entity: keeps the outcomes of machine captures that have ended. `remember` adds one;
 * `recall` returns that of a session, or null.
 *
 * @throws {StepError} `InvalidInput`
 */
export function captureOutcomes(context: EntityContext<OutcomesState>): void {
  const { df } = context;
  const state = readOutcomes(storedState(() => df.getState()));
  switch (df.operationName) {
    case 'remember':
      df.setState(rememberOutcome(state, readInput(kept, df.getInput())));
      return;
    case 'recall':
      df.return(recallOutcome(state, readInput(text, df.getInput())) ?? null);
  }
}
