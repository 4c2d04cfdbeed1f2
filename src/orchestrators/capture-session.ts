import type { OrchestrationContext, Task } from 'durable-functions';
import type { Machine } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import type { Claim } from '../limit/claim.ts';
import { failureOf, sessionNameTaken, warningOf } from '../captures/failure.ts';
import type { AlertBrief, CaptureFacts, Outcome } from '../captures/outcome.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { TargetStage } from '../captures/progress.ts';
import type { FileRequest } from './await-file.ts';
import { awaitFile, fileIfAny } from './await-file.ts';
import { timestamp } from '../workflow/clock.ts';
import type { Signals } from '../workflow/signals.ts';
import { step } from '../workflow/step.ts';
import { watchCapture } from './watch-capture.ts';

/** A session to run, and where to tell of it. */
export interface SessionRun {
  claim: Claim;
  alert: AlertBrief;
  facts: CaptureFacts;
  tell: (stage: TargetStage) => void;
}

/** Runs a session from its create to its delete. */
export function* captureSession(
  context: OrchestrationContext,
  run: SessionRun,
  signals: Signals,
): Generator<Task, Outcome, unknown> {
  const { facts, tell } = run;
  const { session, vm, plan } = run.claim;
  let isOurs = true;
  try {
    tell('creating');
    yield* step(context, 'createCapture', { session, vm, plan });
    facts.startedAt = timestamp(context);

    tell('capturing');
    return yield* followSession(context, run, signals);
  } catch (error) {
    const failure = failureOf(error, 'captureTarget');
    isOurs = failure.code !== sessionNameTaken;
    return { ...facts, end: 'failed', failure, endedAt: timestamp(context) };
  } finally {
    if (isOurs) yield* removeSession(context, run);
  }
}

/** Ends a session that its own instance follows no more, and keeps what it captured. */
export function* finishSession(
  context: OrchestrationContext,
  run: SessionRun,
): Generator<Task, Outcome, unknown> {
  try {
    yield* step(context, 'stopCapture', run.claim.session);
    return yield* followSession(context, run, 'stopped');
  } catch (error) {
    const failure = failureOf(error, 'finishCapture');
    return { ...run.facts, end: 'failed', failure, endedAt: timestamp(context) };
  } finally {
    yield* removeSession(context, run);
  }
}

/** Watches a session to its end, and waits for its file. */
function* followSession(
  context: OrchestrationContext,
  { claim, alert, facts, tell }: SessionRun,
  signals: Signals | 'stopped',
): Generator<Task, Outcome, unknown> {
  const { session, vm, plan } = claim;
  const ending = yield* watchCapture(context, session, plan, facts, signals, tell);
  const endedAt = timestamp(context);

  tell('finalizing');
  const request: FileRequest = {
    fileUrl: facts.fileUrl,
    ...severalFiles(vm, plan),
    metadata: { ...facts, alert, plan, endedAt, end: ending.end },
  };
  if ('failure' in ending) {
    const file = yield* fileIfAny(context, request);
    return { ...facts, ...ending, endedAt, ...(file && { file }) };
  }
  const file =
    plan.filePath === undefined
      ? yield* awaitFile(context, request, plan.graceSeconds)
      : { path: plan.filePath };
  const { expectedFiles } = request;
  const fileCount = 'url' in file ? file.fileCount : undefined;
  if (fileCount !== undefined && expectedFiles !== undefined && fileCount < expectedFiles) {
    facts.warnings.push(`${fileCount} of ${expectedFiles} instances wrote a file.`);
  }
  return { ...facts, ...ending, endedAt, file };
}

/** A scale set writes a file for each instance, and a continuous capture writes several in turn. */
function severalFiles(
  vm: Machine,
  { ring }: CapturePlan,
): Pick<FileRequest, 'isSeveral' | 'expectedFiles'> {
  const instances = isScaleSet(vm) ? vm.instances.length : undefined;
  if (instances === undefined && ring === undefined) return {};
  return {
    isSeveral: true,
    ...(instances !== undefined &&
      instances > 0 &&
      ring === undefined && { expectedFiles: instances }),
  };
}

/** Deletes the session, unless it is to be kept: it counts towards the limit. Should that fail, the outcome says so. */
function* removeSession(
  context: OrchestrationContext,
  { claim: { session, plan }, facts, tell }: SessionRun,
): Generator<Task, void, unknown> {
  if (plan.keepSession) return;
  tell('cleaning');
  try {
    yield* step(context, 'deleteCapture', session);
  } catch (error) {
    facts.warnings.push(warningOf('was not deleted', session, failureOf(error, 'deleteCapture')));
  }
}
