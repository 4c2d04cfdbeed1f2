import type { OrchestrationContext, Task } from 'durable-functions';
import type { Activities } from '../activities/index.ts';
import type { Failure, Result } from '../captures/failure.ts';
import { CaptureFailed, failureOf } from '../captures/failure.ts';
import { sleep } from './clock.ts';

type Input<N extends keyof Activities> = Parameters<Activities[N]>[0];
type Output<N extends keyof Activities> = Awaited<ReturnType<Activities[N]>>;

const maxAttempts = 7;
const longestBackoffSeconds = 60;
const longestRetryAfterSeconds = 600;

/**
 * Runs an activity. A transient failure is tried again for some two minutes, on durable timers that
 * grow, and never before the service's Retry-After.
 *
 * @throws {CaptureFailed} when it failed for good.
 */
export function* step<N extends keyof Activities>(
  context: OrchestrationContext,
  name: N,
  input: Input<N>,
): Generator<Task, Output<N>, unknown> {
  for (let attempt = 1; ; attempt++) {
    const result = yield* attemptOnce(context, name, input);
    if (result.ok) return result.value;
    if (!result.failure.transient || attempt === maxAttempts) {
      throw new CaptureFailed(result.failure);
    }
    yield* sleep(context, secondsBefore(attempt, result.failure));
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

function secondsBefore(attempt: number, { retryAfterSeconds = 0 }: Failure): number {
  const backoff = Math.min(2 ** attempt, longestBackoffSeconds);
  return Math.max(backoff, Math.min(retryAfterSeconds, longestRetryAfterSeconds));
}
