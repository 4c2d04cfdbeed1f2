import type { InvocationContext } from '@azure/functions';
import { app, input as inputs } from 'durable-functions';
import { toFailure } from '../azure/errors.ts';
import type { Result } from '../captures/failure.ts';

/** Registers an activity so that it answers a {@link Result}. */
export function registerActivity(
  name: string,
  run: (input: never, context: InvocationContext) => Promise<unknown>,
): void {
  app.activity(name, {
    // Which some use to reach other instances.
    extraInputs: [inputs.durableClient()],
    async handler(input: unknown, context: InvocationContext): Promise<Result<unknown>> {
      try {
        // What the orchestrator may pass is checked where it calls: `workflow/step.ts`.
        return { ok: true, value: await run(input as never, context) };
      } catch (error) {
        // The orchestrator logs it, which knows the alert and the machine that it is about.
        return { ok: false, failure: toFailure(error, name) };
      }
    },
  });
}
