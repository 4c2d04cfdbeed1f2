import type { Task } from 'durable-functions';
import { failureOf } from '../captures/failure.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { Watcher } from '../captures/session.ts';
import type { Claim } from '../limit/claim.ts';
import { giveBack, wake } from '../limit/slots-client.ts';
import type { Wake } from '../limit/slots.ts';
import type { CaptureRun } from '../workflow/capture-run.ts';
import type { EndedSession } from './capture-session.ts';
import { removeSession } from './capture-session.ts';

/**
 * Releases a claim with the outcome of its capture, deletes the session, and adds the later alerts that share
 * the capture. If a part fails, the outcome gets a warning, and the sweep does it.
 *
 * The claim ends first: until then a repeated run of the orchestration finds the session and continues with
 * it, and afterwards it gets the outcome. So it never creates a second session.
 */
export function* endClaim(
  run: CaptureRun,
  watcher: Watcher,
  claim: Claim,
  { outcome, isLeft }: EndedSession,
  cooldownSeconds = 0,
): Generator<Task, Outcome, unknown> {
  let ended = outcome;
  let next: Wake | undefined;
  try {
    const answer = yield* giveBack(run.context, watcher, claim, outcome, cooldownSeconds);
    if (answer.attached.length > 0) ended = { ...outcome, alsoFor: answer.attached };
    next = answer.wake;
  } catch (error) {
    const { message } = failureOf(error, 'captureSlots');
    const warning = `The slot of ${claim.session} was not given back: ${message} The next sweep gives it back.`;
    ended = { ...outcome, warnings: [...outcome.warnings, warning] };
  }
  if (isLeft) ended = yield* removeSession(run, { watcher, name: claim.session }, ended);
  yield* wake(run.context, next);
  return ended;
}
