import type { Task } from 'durable-functions';
import type { Machine } from '../alerts/target.ts';
import { claimEnded, failureOf, sessionNameTaken } from '../captures/failure.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { Session } from '../captures/session.ts';
import type { Claim } from '../limit/claim.ts';
import { outcomeOf } from '../limit/slots-client.ts';
import type { CaptureRun } from '../workflow/capture-run.ts';
import type { CallOff } from '../workflow/called-off.ts';
import { CalledOff } from '../workflow/called-off.ts';
import { timestamp } from '../workflow/clock.ts';
import { step } from '../workflow/step.ts';
import { isTraced } from '../workflow/trace.ts';
import { announce } from './announce.ts';
import { awaitFile, fileIfAny } from './await-file.ts';
import { watchSession } from './watch-session.ts';

/** The end of a session. */
export interface EndedSession {
  outcome: Outcome;
  /** Whether the session may still exist, so that it must be deleted. */
  isLeft: boolean;
}

/** Runs a session from its creation to its file. @param isAnnounced whether receivers are told of its start */
export function* captureSession(
  run: CaptureRun,
  session: Session,
  { vm, alert, arrivedAt }: Pick<Claim, 'vm' | 'alert' | 'arrivedAt'>,
  isAnnounced: boolean,
): Generator<Task, EndedSession, unknown> {
  const { context, plan } = run;
  run.learn({ session: session.name });
  run.stage('creating');
  // Only with telemetry, so that other instances keep the inputs that they recorded.
  const measured = isTraced(context) ? { arrivedAt } : {};
  let calledOff: CallOff | undefined;
  try {
    yield* step(context, 'createCapture', { session, vm, plan, ...measured }, run);
  } catch (error) {
    if (!(error instanceof CalledOff)) return yield* notCreated(run, session, error);
    // The service has not confirmed the session, but it may exist.
    calledOff = error.reason;
  }
  run.learn({ startedAt: timestamp(context) });
  run.stage('capturing');
  if (isAnnounced && calledOff === undefined) yield* announce(run, alert);
  const outcome = yield* followSession(run, session, vm, false);
  if (calledOff !== undefined && outcome.end === 'lost') {
    return { outcome: run.calledOff(calledOff), isLeft: true };
  }
  return { outcome, isLeft: true };
}

/** The end of a session that was not created. If its claim has ended, that is the outcome of an earlier run. */
function* notCreated(
  run: CaptureRun,
  session: Session,
  error: unknown,
): Generator<Task, EndedSession, unknown> {
  const outcome = run.fail(error, 'createCapture');
  const { code } = failureOf(error, 'createCapture');
  if (code !== claimEnded) return { outcome, isLeft: code !== sessionNameTaken };
  const kept = yield* outcomeOf(run.context, session.name);
  return { outcome: kept ?? outcome, isLeft: false };
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

/** Watches a session until it ends, and waits for its file. */
function* followSession(
  run: CaptureRun,
  session: Session,
  vm: Machine,
  isStopped: boolean,
): Generator<Task, Outcome, unknown> {
  const { context, plan } = run;
  try {
    const ending = yield* watchSession(run, session, isStopped);
    const endedAt = timestamp(context);
    run.stage('finalizing');
    let outcome: Outcome;
    if ('failure' in ending) {
      const file = yield* fileIfAny(run, vm, ending.end);
      outcome = run.end({ ...ending, ...(file && { file }) });
    } else if (plan.filePath !== undefined) {
      outcome = run.end({ ...ending, file: { path: plan.filePath } });
    } else {
      const file = yield* awaitFile(run, vm, ending.end);
      outcome = run.end({ ...ending, file });
    }
    return { ...outcome, endedAt };
  } catch (error) {
    return run.fail(error, 'captureMachine');
  }
}

/**
 * Deletes the session of a capture, because it counts towards the limit, unless the plan keeps it. A failure
 * becomes a warning.
 */
export function* removeSession(
  run: CaptureRun,
  session: Session,
  outcome: Outcome,
): Generator<Task, Outcome, unknown> {
  if (run.plan.keepSession) return outcome;
  run.stage('cleaning');
  try {
    yield* step(run.context, 'deleteCapture', session);
    return outcome;
  } catch (error) {
    const warning = run.warnOf('was not deleted', 'deleteCapture', error);
    return { ...outcome, warnings: [...outcome.warnings, warning] };
  }
}
