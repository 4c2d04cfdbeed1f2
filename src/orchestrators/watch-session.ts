import type { Task } from 'durable-functions';
import type { Failure } from '../captures/failure.ts';
import type { Ending, Observation, StopCause } from '../captures/observation.ts';
import { endingOf, lost, timedOut } from '../captures/observation.ts';
import type { Session } from '../captures/session.ts';
import type { CaptureRun } from '../workflow/capture-run.ts';
import { now, sleep } from '../workflow/clock.ts';
import { Elapsed } from '../workflow/elapsed.ts';
import { log } from '../workflow/log.ts';
import type { CallOff } from '../workflow/called-off.ts';
import { resultOf, start, step } from '../workflow/step.ts';
import { secondsToNextPoll } from './poll-schedule.ts';

/** How long after its creation a session that the service does not know may still appear. */
const appearsWithinSeconds = 60;

/**
 * Watches a session until it ends: by itself, by a signal, or because the app stops it when it is overdue.
 * Only a state that the service reports ends the watch. Failed polls do not end it before the deadline.
 * Times are seconds since the start of the watch, so that a clock that is set does not change them.
 *
 * @param isStopped whether the session has already been asked to stop.
 */
export function* watchSession(
  run: CaptureRun,
  session: Session,
  isStopped: boolean,
): Generator<Task, Ending, unknown> {
  const { context, plan } = run;
  const createdAt = now(context);
  let asked: StopCause | undefined = isStopped ? 'stopped' : undefined;
  const elapsed = new Elapsed(context);
  let begin = Infinity;
  let expectedEnd = isStopped ? 0 : plan.timeLimitSeconds;
  let wasSeen = isStopped;
  let isSameClock: boolean | undefined;
  function* stopFor(cause: StopCause): Generator<Task, void, unknown> {
    asked = cause;
    if (yield* stopSession(run, session)) expectedEnd = elapsed.count();
  }

  for (;;) {
    const wait = secondsToNextPoll({
      sinceCreate: elapsed.seconds,
      untilExpectedEnd: expectedEnd - elapsed.seconds,
      length: plan.timeLimitSeconds,
    });
    if (asked !== undefined) {
      yield* sleep(context, wait);
    } else {
      const signal = yield* run.pause(wait);
      if (signal !== undefined) yield* stopFor(signal);
    }

    const { seen, failure, signal } = yield* look(run, session, asked === undefined);
    elapsed.count(wait);
    if (signal !== undefined) {
      yield* stopFor(signal);
      continue;
    }
    const isOverdue = (): boolean => elapsed.seconds > expectedEnd + plan.graceSeconds;
    const mayAppear = !wasSeen && !isOverdue() && elapsed.seconds < appearsWithinSeconds;
    if (seen?.state === 'gone' && !mayAppear) return lost;
    if (seen?.state === 'notCreated') return { end: 'failed', failure: seen.failure };
    if (seen?.state === 'running' || seen?.state === 'stopped') {
      const { fileUrl, startedAt } = seen;
      wasSeen = true;
      // A start in the future is by another clock, such as the simulator's. The app's own time of it stays.
      if (startedAt) isSameClock ??= Date.parse(startedAt) <= now(context);
      run.learn({ ...(fileUrl && { fileUrl }), ...(startedAt && isSameClock && { startedAt }) });
      if (startedAt && asked === undefined) {
        const start = (Date.parse(startedAt) - createdAt) / 1000;
        // The clock of the service may differ.
        begin = Math.min(begin, Math.max(0, Math.min(start, elapsed.seconds)));
        expectedEnd = begin + plan.timeLimitSeconds;
      }
    }
    if (seen?.state === 'stopped') {
      const longest = Math.max(elapsed.seconds, (now(context) - createdAt) / 1000);
      return endingOf(seen, asked, longest >= expectedEnd);
    }
    if (isOverdue()) {
      if (asked === undefined) yield* stopFor('timedOut');
      else if (failure !== undefined) return { end: 'failed', failure };
      else return timedOut('It did not stop when the app asked it to.');
    }
    run.stage(asked === undefined ? 'capturing' : 'stopping');
  }
}

/** Result of a poll: an observation, a failure of the poll, or a signal that came first. */
interface Look {
  seen?: Observation;
  failure?: Failure;
  signal?: CallOff;
}

/** Polls the session once; the next poll serves as the retry. A signal interrupts a slow answer. */
function* look(
  run: CaptureRun,
  session: Session,
  isInterruptible: boolean,
): Generator<Task, Look, unknown> {
  const { context } = run;
  const { fileUrl } = run.facts;
  const query = start(context, 'queryCapture', { session, fileUrl });
  const signal = isInterruptible ? yield* run.until(query.task) : undefined;
  if (signal !== undefined) return { signal };
  const result = yield* resultOf(query);
  if (result.ok) return { seen: result.value };
  log(context, 'warn', 'failed', { ...result.failure });
  return { failure: result.failure };
}

/** Stops the session. If that fails, the session continues to its own end, and nothing is lost. */
function* stopSession(run: CaptureRun, session: Session): Generator<Task, boolean, unknown> {
  run.stage('stopping');
  try {
    yield* step(run.context, 'stopCapture', session);
    return true;
  } catch (error) {
    run.warnOf('was not stopped', 'stopCapture', error);
    return false;
  }
}
