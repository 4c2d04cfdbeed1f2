import type { Task } from 'durable-functions';
import { slotEvent } from '../captures/events.ts';
import { CaptureFailed } from '../captures/failure.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { Watcher } from '../captures/session.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import type { CaptureRun } from '../workflow/capture-run.ts';
import { now } from '../workflow/clock.ts';
import { Elapsed } from '../workflow/elapsed.ts';
import type { CallOff } from '../workflow/called-off.ts';
import type { Claim } from './claim.ts';
import { askForSlot, outcomeOf } from './slots-client.ts';
import type { SlotAnswer } from './slots.ts';

/** Claims also poll, because nothing reports when others delete their sessions. */
const secondsBetweenLooks = { first: 15, behind: 120 };
const leaseSeconds = secondsBetweenLooks.behind + 60;

/** Answer to a claim that no longer waits. */
export type SlotResult =
  | (Exclude<SlotAnswer, { state: 'waiting' | 'ended' | 'cooldown' }> & { limit: number })
  | { state: 'ended' | 'cooldown'; outcome: Outcome }
  | { state: 'calledOff'; cause: CallOff };

/**
 * Requests a slot until one is granted, or until the alert has waited as long as its policy allows.
 *
 * @throws {CalledOff} if the capture was called off while a call was not answered.
 * @throws {CaptureFailed} `OutcomeNotKept` for a repeated run whose outcome is not known any more.
 */
export function* awaitSlot(
  run: CaptureRun,
  watcher: Watcher,
  claim: Claim,
  policy: CapturePolicy,
): Generator<Task, SlotResult, unknown> {
  const { context } = run;
  const waited = new Elapsed(context, Date.parse(claim.arrivedAt));
  const secondsUntil = (time: string): number => (Date.parse(time) - now(context)) / 1000;
  let wake = context.df.waitForExternalEvent(slotEvent);
  let options: Parameters<typeof askForSlot>[3] = {};
  for (;;) {
    const mayWait = policy.limitPolicy === 'wait' && waited.count() < policy.waitSeconds;
    const answer = yield* askForSlot(run, watcher, claim, {
      ...options,
      ...(mayWait && { waitSeconds: leaseSeconds }),
    });
    if (answer.state === 'ended') {
      const outcome = yield* outcomeOf(context, claim.session);
      if (outcome === undefined) throw outcomeNotKept(claim);
      return { state: 'ended', outcome };
    }
    if (answer.state === 'cooldown') {
      const outcome = yield* outcomeOf(context, answer.session);
      if (outcome !== undefined) return { state: 'cooldown', outcome };
      options = { ignoresCooldown: true };
      continue;
    }
    if (answer.state !== 'waiting') return answer;

    run.stage('waiting');
    const { first, behind } = secondsBetweenLooks;
    let wait = Math.min(
      policy.waitSeconds - waited.count(),
      answer.ahead === 0 ? first : behind,
      answer.lookAt === undefined ? Infinity : secondsUntil(answer.lookAt),
    );
    do {
      const before = waited.seconds;
      const cause = yield* run.pause(wait, wake);
      const paused = waited.count(wait) - before;
      if (cause !== undefined) return { state: 'calledOff', cause };
      if (!wake.isCompleted) break;
      // A wake gives the time when a slot may be free. An earlier request would be useless.
      const { at } = (wake.result ?? {}) as { at?: string };
      wait = Math.min(wait - paused, at === undefined ? 0 : secondsUntil(at));
      wake = context.df.waitForExternalEvent(slotEvent);
    } while (wait > 0);
  }
}

const outcomeNotKept = ({ session }: Claim): CaptureFailed =>
  new CaptureFailed({
    step: 'captureSlots',
    code: 'OutcomeNotKept',
    message: `The capture ${session} has ended already, and its outcome is not kept any more.`,
    advice: 'Look for its file in the storage account of the captures.',
  });
