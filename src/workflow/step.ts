import type { OrchestrationContext, Task } from 'durable-functions';
import type { Activities } from '../activities/index.ts';
import type { Failure, Result } from '../captures/failure.ts';
import { CaptureFailed, failureOf } from '../captures/failure.ts';
import { now, sleep } from './clock.ts';
import { log } from './log.ts';

type Input<N extends keyof Activities> = Parameters<Activities[N]>[0];
type Output<N extends keyof Activities> = Awaited<ReturnType<Activities[N]>>;

const patienceSeconds = 300;
const longestBackoffSeconds = 60;

/**
 * Runs an activity. A transient failure is tried again for five minutes, on durable timers that
 * grow, and never before the service's Retry-After.
 *
 * @throws {CaptureFailed} when it failed for good.
 */
export function* step<N extends keyof Activities>(
  context: OrchestrationContext,
  name: N,
  input: Input<N>,
): Generator<Task, Output<N>, unknown> {
  const deadline = now(context) + patienceSeconds * 1000;
  for (let attempt = 1; ; attempt++) {
    const result = yield* attemptOnce(context, name, input);
    if (result.ok) return result.value;
    log(context, 'warn', 'failed', { ...result.failure, attempt });
    const wait = secondsBeforeNext(attempt, result.failure);
    if (!result.failure.transient || now(context) + wait * 1000 > deadline) {
      throw new CaptureFailed(result.failure);
    }
    yield* sleep(context, wait);
  }
}

/** An activity throws when its process died; it may safely run twice, so that is transient. */
function* attemptOnce<N extends keyof Activities>(
  context: OrchestrationContext,
  name: N,
  input: Input<N>,
): Generator<Task, Result<Output<N>>, unknown> {
  try {
    return (yield context.df.callActivity(name, input)) as Result<Output<N>>;
  } catch (error) {
    return { ok: false, failure: { ...failureOf(error, name), transient: true } };
  }
}

function secondsBeforeNext(attempt: number, { retryAfterSeconds = 0 }: Failure): number {
  return Math.max(Math.min(2 ** attempt, longestBackoffSeconds), retryAfterSeconds);
}
