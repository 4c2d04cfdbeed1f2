import type { OrchestrationContext, Task } from 'durable-functions';
import { failureOf } from '../captures/failure.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { Watcher } from '../captures/session.ts';
import type { Claim } from '../limit/claim.ts';
import { giveBack } from '../limit/slots-client.ts';

/**
 * Releases a claim with the outcome of its capture, and adds the later alerts that share it. If that fails,
 * the outcome gets a warning, and the sweep releases the claim.
 */
export function* endClaim(
  context: OrchestrationContext,
  watcher: Watcher,
  claim: Claim,
  outcome: Outcome,
  cooldownSeconds = 0,
): Generator<Task, Outcome, unknown> {
  try {
    const alsoFor = yield* giveBack(context, watcher, claim, outcome, cooldownSeconds);
    return alsoFor.length > 0 ? { ...outcome, alsoFor } : outcome;
  } catch (error) {
    const { message } = failureOf(error, 'captureSlots');
    const warning = `The slot of ${claim.session} was not given back: ${message} The next sweep gives it back.`;
    return { ...outcome, warnings: [...outcome.warnings, warning] };
  }
}
