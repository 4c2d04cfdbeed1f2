import * as v from 'valibot';
import { StepError } from './failure.ts';

/**
 * Validates the input of an activity or orchestrator. Anyone with the system key of the Durable extension
 * can start one with any input.
 *
 * @throws {StepError} `InvalidInput`, naming the first invalid field. It is not transient.
 */
export function readInput<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  // Stryker disable next-line ObjectLiteral,BooleanLiteral: it only saves the search for more issues
  const parsed = v.safeParse(schema, input, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new StepError(
    'InvalidInput',
    `${v.getDotPath(issue) ?? 'The input'} is wrong: ${issue.message}`,
    'Start the capture by an alert, or give the input that the app itself gives.',
  );
}
