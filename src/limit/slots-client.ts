import type { OrchestrationContext, Task } from 'durable-functions';
import { EntityId } from 'durable-functions';
import type { Claim } from './claim.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { Watcher } from '../captures/session.ts';
import type { HeldClaim, Release, ReleaseAnswer, SlotAnswer, SlotRequest } from './slots.ts';
import type { SlotOperations } from './slots-entity.ts';
import { now, timestamp } from '../workflow/clock.ts';
import { step } from '../workflow/step.ts';

/** The `captureSlots` entity: one for all watchers, so that the sweep knows where to look. */
export const allSlots = new EntityId('captureSlots', 'all');

const call = <O extends keyof SlotOperations>(
  context: OrchestrationContext,
  operation: O,
  watcher: Watcher,
  request: SlotOperations[O],
): Task => context.df.callEntity(allSlots, operation, { watcher, request });

/** Asks for a session at the claim's watcher, by what the watcher lists now. */
export function* requestSlot(
  context: OrchestrationContext,
  claim: Claim,
  waitSeconds: number | undefined,
): Generator<Task, SlotAnswer & { limit: number }, unknown> {
  const { watcher } = claim.session;
  const listedAt = timestamp(context);
  const usage = yield* step(context, 'enforceLimit', watcher);
  const request: SlotRequest = {
    claim,
    now: timestamp(context),
    listedAt,
    ...usage,
    ...(waitSeconds !== undefined && { waitSeconds }),
  };
  const answer = (yield call(context, 'request', watcher, request)) as SlotAnswer;
  yield* wake(context, answer.wake);
  return { ...answer, limit: usage.limit };
}

/**
 * Gives up a claim, and wakes who waits for it.
 *
 * @returns the later alerts that the claim answers too.
 */
export function* releaseSlot(
  context: OrchestrationContext,
  { holder, session }: Claim,
  outcome?: Outcome,
  cooldownSeconds = 0,
): Generator<Task, ReleaseAnswer['attached'], unknown> {
  const until = new Date(now(context) + cooldownSeconds * 1000).toISOString();
  const release: Release = {
    holder,
    now: timestamp(context),
    // What gave no file is no answer: the next alert tries again.
    ...(outcome !== undefined &&
      'file' in outcome &&
      cooldownSeconds > 0 && { cooling: { outcome, until } }),
  };
  const answer = (yield call(context, 'release', session.watcher, release)) as ReleaseAnswer;
  yield* wake(context, answer.wake);
  return answer.attached;
}

/** Takes a claim over from an instance that is no more; undefined if it had given it up. */
export function* takeOver(
  context: OrchestrationContext,
  { holder, session }: Claim,
): Generator<Task, (HeldClaim & { wasHeld: boolean }) | undefined, unknown> {
  const request = { from: holder, to: context.df.instanceId };
  const taken = yield call(context, 'takeOver', session.watcher, request);
  return (taken ?? undefined) as (HeldClaim & { wasHeld: boolean }) | undefined;
}

/** Should it fail, the one who waits asks again by itself. */
function* wake(context: OrchestrationContext, holder?: string): Generator<Task, void, unknown> {
  if (holder === undefined) return;
  try {
    yield context.df.callActivity('wakeCapture', holder);
  } catch {
    return;
  }
}
