import type { OrchestrationContext, Task } from 'durable-functions';
import type { Failure, Result } from '../captures/failure.ts';
import { CaptureFailed, failureOf } from '../captures/failure.ts';
import { CalledOff } from './called-off.ts';
import type { CaptureRun } from './capture-run.ts';
import { compareClock, sleep } from './clock.ts';
import { Elapsed } from './elapsed.ts';
import { log } from './log.ts';
import { completesWithin, isOver } from './signals.ts';
import { isTraced, traceOf } from './trace.ts';

/** Activities by name. Each module that registers activities adds them here. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by declaration merging
export interface Activities {}

type Activity = (input: never, ...more: never[]) => Promise<unknown>;
type ActivityOf<N extends keyof Activities> = Activities[N] extends Activity
  ? Activities[N]
  : never;
export type Input<N extends keyof Activities> = Parameters<ActivityOf<N>>[0];
export type Output<N extends keyof Activities> = Awaited<ReturnType<ActivityOf<N>>>;

const patienceSeconds = 300;
const longestBackoffSeconds = 60;

/** How long a call may still take after the capture was called off. */
const secondsAfterCallOff = 5;

/** Waits that a signal to the capture can end. */
export type Interruptible = Pick<CaptureRun, 'checkSignals' | 'until' | 'pause'>;

/**
 * Runs an activity. Transient failures are retried for five minutes, on durable timers that grow and
 * respect the service's Retry-After.
 *
 * @param run if given, a signal that ends the capture also ends the wait for a slow call and its retries.
 * @throws {CaptureFailed} if it failed permanently.
 * @throws {CalledOff} if a signal ended the wait. The call may still take effect.
 */
export function* step<N extends keyof Activities>(
  context: OrchestrationContext,
  name: N,
  input: Input<N>,
  run?: Interruptible,
): Generator<Task, Output<N>, unknown> {
  const elapsed = new Elapsed(context);
  let wait = 0;
  for (let attempt = 1; ; attempt++) {
    const call = start(context, name, input);
    if (run !== undefined) yield* completes(context, call.task, run);
    const result = yield* resultOf(call);
    if (result.ok) return result.value;
    log(context, 'warn', 'failed', { ...result.failure, attempt });
    const passed = elapsed.count(wait);
    wait = secondsBeforeNext(attempt, result.failure);
    if (!result.failure.transient || passed + wait > patienceSeconds) {
      throw new CaptureFailed(result.failure);
    }
    if (run === undefined) yield* sleep(context, wait);
    else {
      const reason = yield* run.pause(wait);
      if (reason !== undefined) throw new CalledOff(reason);
    }
  }
}

/**
 * Waits until a call is over. The SDK would make a call again that is in two compound tasks.
 *
 * @throws {CalledOff}
 */
function* completes(
  context: OrchestrationContext,
  call: Task,
  run: Interruptible,
): Generator<Task, void, unknown> {
  let reason = run.checkSignals();
  if (reason !== undefined) {
    yield* completesWithin(context, [call], secondsAfterCallOff);
  } else {
    reason = yield* run.until(call);
    if (reason === undefined) return;
    for (let second = 0; second < secondsAfterCallOff && !isOver(call); second++) {
      yield* sleep(context, 1);
    }
  }
  if (!isOver(call)) throw new CalledOff(reason);
}

/** An activity that was started. */
export interface ActivityCall<N extends keyof Activities> {
  name: N;
  task: Task;
  /** Takes the time of the machine that ran it. */
  compareClock: (answeredAt: number) => void;
}

/** Starts an activity, in the trace of the workflow; {@link resultOf} waits for it. */
export function start<N extends keyof Activities>(
  context: OrchestrationContext,
  name: N,
  input: Input<N>,
): ActivityCall<N> {
  const traced = { ...traceOf(context), ...(input as object | undefined) };
  const task = context.df.callActivity(name, isTraced(context) ? traced : input);
  return { name, task, compareClock: compareClock(context) };
}

/**
 * Result of an activity. One that throws lost its process. Activities may safely run twice, so that failure
 * is transient.
 */
export function* resultOf<N extends keyof Activities>(
  call: ActivityCall<N>,
): Generator<Task, Result<Output<N>>, unknown> {
  try {
    const result = (yield call.task) as Result<Output<N>>;
    if (result.at !== undefined) call.compareClock(result.at);
    return result;
  } catch (error) {
    return { ok: false, failure: { ...failureOf(error, call.name), transient: true } };
  }
}

function secondsBeforeNext(attempt: number, { retryAfterSeconds = 0 }: Failure): number {
  return Math.max(Math.min(2 ** attempt, longestBackoffSeconds), retryAfterSeconds);
}
