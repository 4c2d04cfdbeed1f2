import type { OrchestrationContext, Task } from 'durable-functions';
import type { Machine, Target } from '../alerts/target.ts';
import { needsLookup } from '../alerts/target.ts';
import { failureOf, sessionNameTaken } from '../captures/failure.ts';
import type { AlertSummary, CaptureFacts, Outcome } from '../captures/outcome.ts';
import type { CapturePlan } from '../captures/plan.ts';
import type { TargetProgress, TargetStage } from '../captures/progress.ts';
import type { Session } from '../captures/session.ts';
import { sessionName } from '../captures/session.ts';
import { awaitFile, fileIfAny } from './await-file.ts';
import { timestamp } from './clock.ts';
import { acquireSlot, releaseSlot } from './slots.ts';
import { step } from './step.ts';
import { watchCapture } from './watch-capture.ts';

/** Input of the `captureTarget` orchestration. */
export interface CaptureTarget {
  vm: Target;
  plan: CapturePlan;
  alert: AlertSummary;
}

/** Captures one machine. Whatever happens is an outcome; nothing is thrown. */
export function* captureTarget(context: OrchestrationContext): Generator<Task, Outcome, unknown> {
  const target = context.df.getInput<CaptureTarget>();
  const facts: CaptureFacts = { vm: target.vm.id, warnings: [] };
  const tell = (stage: TargetStage): void =>
    context.df.setCustomStatus({ stage, ...facts } satisfies TargetProgress);

  try {
    tell('resolving');
    const vm = needsLookup(target.vm)
      ? yield* step(context, 'resolveTarget', target.vm)
      : target.vm;
    facts.vm = vm.id;
    const watcher = yield* step(context, 'resolveWatcher', vm);
    const session = { watcher, name: sessionName(context.df.instanceId) };
    facts.watcher = watcher.id;

    tell('claiming');
    const usage = yield* step(context, 'enforceLimit', watcher);
    const slot = yield* acquireSlot(context, session, usage);
    if (!slot.granted) return skipped(context, facts, slot.inUse, usage.limit);

    try {
      facts.session = session.name;
      return yield* captureSession(context, session, { ...target, vm }, facts, tell);
    } finally {
      yield* releaseSlot(context, session);
    }
  } catch (error) {
    const failure = failureOf(error, 'captureTarget');
    return { ...facts, end: 'failed', failure, endedAt: timestamp(context) };
  } finally {
    tell('ended');
  }
}

/** Runs a session from its create to its delete. */
function* captureSession(
  context: OrchestrationContext,
  session: Session,
  { vm, plan, alert }: CaptureTarget & { vm: Machine },
  facts: CaptureFacts,
  tell: (stage: TargetStage) => void,
): Generator<Task, Outcome, unknown> {
  let isOurs = true;
  try {
    tell('creating');
    yield* step(context, 'createCapture', { session, vm, plan });
    facts.startedAt = timestamp(context);

    tell('capturing');
    const ending = yield* watchCapture(context, session, plan, facts, tell);
    const endedAt = timestamp(context);

    tell('finalizing');
    const request = {
      fileUrl: facts.fileUrl,
      metadata: { ...facts, alert, plan, endedAt, end: ending.end },
    };
    if ('failure' in ending) {
      const file = yield* fileIfAny(context, request);
      return { ...facts, ...ending, endedAt, ...(file && { file }) };
    }
    const file = yield* awaitFile(context, request, plan.graceSeconds);
    return { ...facts, ...ending, endedAt, file };
  } catch (error) {
    isOurs = failureOf(error, 'captureTarget').code !== sessionNameTaken;
    throw error;
  } finally {
    tell('cleaning');
    if (isOurs) yield* removeSession(context, session, facts);
  }
}

/** Deletes the session, so that it does not count towards the limit; should that fail, the outcome says so. */
function* removeSession(
  context: OrchestrationContext,
  session: Session,
  facts: CaptureFacts,
): Generator<Task, void, unknown> {
  try {
    yield* step(context, 'deleteCapture', session);
  } catch (error) {
    const { code, message, advice } = failureOf(error, 'deleteCapture');
    facts.warnings.push(
      `The session ${session.name} was not deleted (${code}): ${message} ${advice}`,
    );
  }
}

function skipped(
  context: OrchestrationContext,
  facts: CaptureFacts,
  inUse: number,
  limit: number,
): Outcome {
  return {
    ...facts,
    end: 'skipped',
    reason: {
      code: 'LimitReached',
      message: `The Network Watcher holds ${inUse} sessions, and CAPTURE_LIMIT is ${limit}.`,
      advice: 'Delete sessions that nobody needs, or raise CAPTURE_LIMIT.',
    },
    endedAt: timestamp(context),
  };
}
