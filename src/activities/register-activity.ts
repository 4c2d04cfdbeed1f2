import type { InvocationContext } from '@azure/functions';
import { app, input as inputs } from 'durable-functions';
import { toFailure } from '../azure/errors.ts';
import type { GenericSchema } from 'valibot';
import type { Result } from '../captures/failure.ts';
import { isRecord } from '../captures/is-record.ts';
import { readInput } from '../captures/read-input.ts';
import { inSpan, markFailed } from '../telemetry/spans.ts';

/** Registers an activity that validates its input and returns a {@link Result}. */
export function registerActivity(
  name: string,
  schema: GenericSchema,
  run: (input: never, context: InvocationContext) => Promise<unknown>,
): void {
  app.activity(name, {
    // Some activities use the client to reach other instances.
    extraInputs: [inputs.durableClient()],
    async handler(input: unknown, context: InvocationContext): Promise<Result<unknown>> {
      return inSpan({ name, traceparent: traceparentOf(input, context) }, async (span) => {
        try {
          const value = await run(readInput(schema, input) as never, context);
          return { ok: true, value, at: Date.now() };
        } catch (error) {
          // The orchestrator logs the failure, because it knows the alert and the machine.
          const failure = toFailure(error, name);
          markFailed(span, failure.code);
          return { ok: false, failure, at: Date.now() };
        }
      });
    },
  });
}

/** The trace of the workflow, otherwise that of the host's call. */
function traceparentOf(input: unknown, { traceContext }: InvocationContext): string | undefined {
  const own = isRecord(input) ? input.traceparent : undefined;
  return typeof own === 'string' ? own : traceContext?.traceParent || undefined;
}
