import type { Task } from 'durable-functions';
import type { Failure } from '../captures/failure.ts';
import type { Ending, Observation, StopCause } from '../captures/observation.ts';
import { endingOf, lost, timedOut } from '../captures/observation.ts';
import type { Session } from '../captures/session.ts';
import type { CaptureRun } from '../workflow/capture-run.ts';
import { now, sleep } from '../workflow/clock.ts';
import { log } from '../workflow/log.ts';
import type { CallOff } from '../workflow/signals.ts';
import { resultOf, start, step } from '../workflow/step.ts';
import { secondsToNextPoll } from './poll-schedule.ts';

/** For so long after its creation, a session that the service does not know may still appear. */
const appearsWithinSeconds = 60;

/**
 * Watches a session until it has ended: by itself, by a signal, or by us when it goes on too long. What
 * the service says of it ends the watch; that the service cannot be asked does not, before the deadline.
 *
 * @param isStopped whether the session has been told to stop already.
 */
export function* watchSession(
  run: CaptureRun,
  session: Session,
  isStopped: boolean,
): Generator<Task, Ending, unknown> {
  const { context, plan } = run;
  const createdAt = now(context);
  let asked: StopCause | undefined = isStopped ? 'stopped' : undefined;
  let expectedEnd = createdAt + (isStopped ? 0 : plan.timeLimitSeconds * 1000);
  let wasSeen = isStopped;
  function* stopFor(cause: StopCause): Generator<Task, void, unknown> {
    asked = cause;
    if (yield* stopSession(run, session)) expectedEnd = now(context);
  }

  for (;;) {
    const wait = secondsToNextPoll({
      sinceCreate: (now(context) - createdAt) / 1000,
      untilExpectedEnd: (expectedEnd - now(context)) / 1000,
      length: plan.timeLimitSeconds,
    });
    if (asked !== undefined) {
      yield* sleep(context, wait);
    } else {
      const signal = yield* run.pause(wait);
      if (signal !== undefined) yield* stopFor(signal);
    }

    const { seen, failure, signal } = yield* look(run, session, asked === undefined);
    if (signal !== undefined) {
      yield* stopFor(signal);
      continue;
    }
    const isOverdue = now(context) > expectedEnd + plan.graceSeconds * 1000;
    const mayAppear =
      !wasSeen && !isOverdue && now(context) - createdAt < appearsWithinSeconds * 1000;
    if (seen?.state === 'gone' && !mayAppear) return lost;
    if (seen?.state === 'notCreated') return { end: 'failed', failure: seen.failure };
    if (seen?.state === 'running' || seen?.state === 'stopped') {
      const { fileUrl, startedAt } = seen;
      wasSeen = true;
      run.learn({ ...(fileUrl && { fileUrl }), ...(startedAt && { startedAt }) });
      if (startedAt && asked === undefined) {
        const begin = startWithin(startedAt, createdAt, plan.graceSeconds);
        expectedEnd = begin + plan.timeLimitSeconds * 1000;
      }
    }
    if (seen?.state === 'stopped') return endingOf(seen, asked, now(context) >= expectedEnd);
    if (now(context) > expectedEnd + plan.graceSeconds * 1000) {
      if (asked === undefined) yield* stopFor('timedOut');
      else if (failure !== undefined) return { end: 'failed', failure };
      else return timedOut('It was told to stop, and did not.');
    }
    run.stage(asked === undefined ? 'capturing' : 'stopping');
  }
}

/** What came of looking at a session: an observation, a failure to ask, or a signal meanwhile. */
interface Look {
  seen?: Observation;
  failure?: Failure;
  signal?: CallOff;
}

/** Looks at the session once: the next poll is the next attempt. A signal does not wait for a slow answer. */
function* look(
  run: CaptureRun,
  session: Session,
  isInterruptible: boolean,
): Generator<Task, Look, unknown> {
  const { context } = run;
  const { fileUrl } = run.facts;
  const query = start(context, 'queryCapture', { session, fileUrl });
  const signal = isInterruptible ? yield* run.until(query) : undefined;
  if (signal !== undefined) return { signal };
  const result = yield* resultOf(query, 'queryCapture');
  if (result.ok) return { seen: result.value };
  log(context, 'warn', 'failed', { ...result.failure });
  return { failure: result.failure };
}

/** Stops the session. If that fails it goes on to its own end, and nothing of it is lost. */
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

/** The clocks of the service and the host may differ: a start lies between the creation and the grace after it. */
function startWithin(startedAt: string, createdAt: number, graceSeconds: number): number {
  const latest = createdAt + graceSeconds * 1000;
  return Math.min(Math.max(Date.parse(startedAt), createdAt), latest);
}
