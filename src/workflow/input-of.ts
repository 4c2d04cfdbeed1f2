import type { OrchestrationContext } from 'durable-functions';
import type { GenericSchema, InferOutput } from 'valibot';
import { readInput } from '../captures/read-input.ts';
import { ofThisVersion } from '../captures/state-version.ts';

/**
 * The input of an orchestration. Only its first turn validates it: an instance with an invalid input fails
 * there and has no other turn.
 *
 * @throws {OtherVersion}
 * @throws {StepError} `InvalidInput`
 */
export function inputOf<S extends GenericSchema>(
  { df }: OrchestrationContext,
  schema: S,
): InferOutput<S> {
  const input = ofThisVersion(df.getInput());
  return df.isReplaying ? input : readInput(schema, input);
}
