import type { OrchestrationContext, Task } from 'durable-functions';
import type { Outcome } from '../captures/outcome.ts';
import type { Watcher } from '../captures/session.ts';
import type { CaptureRun } from '../workflow/capture-run.ts';
import { timestamp } from '../workflow/clock.ts';
import { step } from '../workflow/step.ts';
import type { Claim } from './claim.ts';
import { allSlots, outcomesOf } from './entities.ts';
import type { SlotOperations } from './slots-entity.ts';
import type { ReleaseAnswer, SlotAnswer, SlotRequest, Taken, Wake } from './slots.ts';

const call = <O extends keyof SlotOperations>(
  context: OrchestrationContext,
  operation: O,
  watcher: Watcher,
  request: SlotOperations[O],
): Task => context.df.callEntity(allSlots, operation, { watcher, request });

/**
 * Requests a slot at the watcher, with the sessions that the watcher lists now.
 *
 * @throws {CalledOff}
 */
export function* askForSlot(
  run: CaptureRun,
  watcher: Watcher,
  claim: Claim,
  options: Pick<SlotRequest, 'waitSeconds' | 'ignoresCooldown'>,
): Generator<Task, SlotAnswer & { limit: number }, unknown> {
  const { context } = run;
  const listedAt = timestamp(context);
  const usage = yield* step(context, 'enforceLimit', watcher, run);
  const request: SlotOperations['request'] = {
    claim,
    now: timestamp(context),
    listedAt,
    ...usage,
    ...options,
  };
  const answer = (yield call(context, 'request', watcher, request)) as SlotAnswer;
  yield* wake(context, answer.wake);
  return { ...answer, limit: usage.limit };
}

/** Releases a claim, granted or not. The answer has the claim to {@link wake} next. */
export function* giveBack(
  context: OrchestrationContext,
  watcher: Watcher,
  claim: Claim,
  outcome: Outcome,
  cooldownSeconds = 0,
): Generator<Task, ReleaseAnswer, unknown> {
  const release = { claim, now: timestamp(context), outcome, cooldownSeconds };
  return (yield call(context, 'release', watcher, release)) as ReleaseAnswer;
}

/** Takes a claim over from an instance that is gone; undefined if its capture has ended. */
export function* claimOf(
  context: OrchestrationContext,
  watcher: Watcher,
  claim: Claim,
): Generator<Task, Taken | undefined, unknown> {
  const taken = yield call(context, 'takeOver', watcher, { claim, to: context.df.instanceId });
  return (taken ?? undefined) as Taken | undefined;
}

/** Outcome of a machine capture that has ended; undefined if it is not kept. */
export function* outcomeOf(
  context: OrchestrationContext,
  session: string,
): Generator<Task, Outcome | undefined, unknown> {
  const outcome = yield context.df.callEntity(outcomesOf(session), 'recall', session);
  return (outcome ?? undefined) as Outcome | undefined;
}

/** Wakes a waiting claim. If this fails, the claim polls anyway. */
export function* wake(context: OrchestrationContext, next?: Wake): Generator<Task, void, unknown> {
  if (next === undefined) return;
  try {
    yield context.df.callActivity('wakeCapture', next);
  } catch {
    return;
  }
}
