import type { Task } from 'durable-functions';
import type { Machine } from '../alerts/target.ts';
import { claimEnded, failureOf, sessionNameTaken } from '../captures/failure.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { Session } from '../captures/session.ts';
import type { Claim } from '../limit/claim.ts';
import type { CaptureRun } from '../workflow/capture-run.ts';
import type { CallOff } from '../workflow/called-off.ts';
import { CalledOff } from '../workflow/called-off.ts';
import { timestamp } from '../workflow/clock.ts';
import { step } from '../workflow/step.ts';
import { isTraced } from '../workflow/trace.ts';
import { announce } from './announce.ts';
import { awaitFile, fileIfAny } from './await-file.ts';
import { watchSession } from './watch-session.ts';

/** Runs a session from creation to deletion. @param isAnnounced whether receivers are told of its start */
export function* captureSession(
  run: CaptureRun,
  session: Session,
  { vm, alert, arrivedAt }: Pick<Claim, 'vm' | 'alert' | 'arrivedAt'>,
  isAnnounced: boolean,
): Generator<Task, Outcome, unknown> {
  const { context, plan } = run;
  run.learn({ session: session.name });
  run.stage('creating');
  // Only with telemetry, so that other instances keep the inputs that they recorded.
  const measured = isTraced(context) ? { arrivedAt } : {};
  let calledOff: CallOff | undefined;
  try {
    yield* step(context, 'createCapture', { session, vm, plan, ...measured }, run);
  } catch (error) {
    if (!(error instanceof CalledOff)) {
      const { code } = failureOf(error, 'createCapture');
      if (![sessionNameTaken, claimEnded].includes(code)) yield* removeSession(run, session);
      return run.fail(error, 'createCapture');
    }
    // The service has not confirmed the session, but it may exist.
    calledOff = error.reason;
  }
  run.learn({ startedAt: timestamp(context) });
  run.stage('capturing');
  if (isAnnounced && calledOff === undefined) yield* announce(run, alert);
  const outcome = yield* followSession(run, session, vm, false);
  if (calledOff !== undefined && outcome.end === 'lost') return run.calledOff(calledOff);
  return outcome;
}

/** Stops a session whose own instance is gone, and keeps what it captured. */
export function* finishSession(
  run: CaptureRun,
  session: Session,
  vm: Machine,
): Generator<Task, Outcome, unknown> {
  try {
    yield* step(run.context, 'stopCapture', session);
  } catch (error) {
    run.warnOf('was not stopped', 'stopCapture', error);
  }
  return yield* followSession(run, session, vm, true);
}

/** Watches a session until it ends, waits for its file, and deletes the session. */
function* followSession(
  run: CaptureRun,
  session: Session,
  vm: Machine,
  isStopped: boolean,
): Generator<Task, Outcome, unknown> {
  const { context, plan } = run;
  let outcome: Outcome;
  try {
    const ending = yield* watchSession(run, session, isStopped);
    const endedAt = timestamp(context);
    run.stage('finalizing');
    if ('failure' in ending) {
      const file = yield* fileIfAny(run, vm, ending.end);
      outcome = run.end({ ...ending, ...(file && { file }) });
    } else if (plan.filePath !== undefined) {
      outcome = run.end({ ...ending, file: { path: plan.filePath } });
    } else {
      const file = yield* awaitFile(run, vm, ending.end);
      outcome = run.end({ ...ending, file });
    }
    outcome = { ...outcome, endedAt };
  } catch (error) {
    outcome = run.fail(error, 'captureMachine');
  }
  const { warnings } = yield* removeSession(run, session);
  return { ...outcome, warnings };
}

/**
 * Deletes the session, because it counts towards the limit, unless the plan keeps it. A failure becomes a
 * warning.
 */
function* removeSession(
  run: CaptureRun,
  session: Session,
): Generator<Task, Pick<Outcome, 'warnings'>, unknown> {
  if (run.plan.keepSession) return run.facts;
  run.stage('cleaning');
  try {
    yield* step(run.context, 'deleteCapture', session);
  } catch (error) {
    run.warnOf('was not deleted', 'deleteCapture', error);
  }
  return run.facts;
}
