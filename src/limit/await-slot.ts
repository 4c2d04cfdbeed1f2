import type { OrchestrationContext, Task } from 'durable-functions';
import type { Claim } from './claim.ts';
import { slotEvent } from '../captures/events.ts';
import type { CaptureFacts } from '../captures/outcome.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import type { SlotAnswer } from './slots.ts';
import { now } from '../workflow/clock.ts';
import type { CallOff, Signals } from '../workflow/signals.ts';
import { pause } from '../workflow/signals.ts';
import { requestSlot } from './slots-client.ts';

/** The first in the queue also looks by itself, since nobody tells when others delete a session of theirs. */
const secondsBetweenLooks = { first: 15, behind: 120 };
const leaseSeconds = secondsBetweenLooks.behind + 60;

/** What came of asking for a session. */
export type SlotResult =
  | (Exclude<SlotAnswer, { state: 'waiting' }> & { limit: number })
  | { state: 'calledOff'; cause: CallOff };

/** Asks for a session until there is one, or until the alert has waited for as long as it may. */
export function* awaitSlot(
  context: OrchestrationContext,
  claim: Claim,
  policy: CapturePolicy,
  facts: CaptureFacts,
  signals: Signals,
  tellWaiting: () => void,
): Generator<Task, SlotResult, unknown> {
  const deadline = Date.parse(claim.arrivedAt) + policy.waitSeconds * 1000;
  let wake = context.df.waitForExternalEvent(slotEvent);
  for (;;) {
    const secondsLeft = policy.limitPolicy === 'wait' ? (deadline - now(context)) / 1000 : 0;
    const answer = yield* requestSlot(context, claim, secondsLeft > 0 ? leaseSeconds : undefined);
    if (answer.state !== 'waiting') return answer;

    tellWaiting();
    const { first, behind } = secondsBetweenLooks;
    const seconds = Math.min(secondsLeft, answer.ahead === 0 ? first : behind);
    const cause = yield* pause(context, signals, seconds, facts, wake);
    if (cause !== undefined) return { state: 'calledOff', cause };
    if (wake.isCompleted) wake = context.df.waitForExternalEvent(slotEvent);
  }
}
