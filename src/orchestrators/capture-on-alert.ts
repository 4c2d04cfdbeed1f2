import type { OrchestrationContext, Task } from 'durable-functions';
import type { Alert } from '../alerts/alert.ts';
import type { Target } from '../alerts/target.ts';
import { failureOf } from '../captures/failure.ts';
import type { CaptureReport, Delivery, Outcome } from '../captures/outcome.ts';
import type { CapturePlan } from '../captures/plan.ts';
import type { AlertProgress } from '../captures/progress.ts';
import { targetInstanceId } from '../captures/progress.ts';
import type { CaptureTarget } from './capture-target.ts';
import { timestamp } from './clock.ts';
import { step } from './step.ts';

/** Input of the `captureOnAlert` orchestration: the alert, and the settings as they stood when it came. */
export interface CaptureRequest {
  alert: Alert;
  plan: CapturePlan;
}

/** Output of the `captureOnAlert` orchestration. */
export type CaptureResult = CaptureReport & { delivery: Delivery };

/** Captures every machine of an alert, in parallel, and sends one notification, whatever became of them. */
export function* captureOnAlert(
  context: OrchestrationContext,
): Generator<Task, CaptureResult, unknown> {
  const {
    alert: { targets, ...alert },
    plan,
  } = context.df.getInput<CaptureRequest>();
  const startedAt = timestamp(context);
  const tell = (stage: AlertProgress['stage']): void =>
    context.df.setCustomStatus({ stage } satisfies AlertProgress);

  tell('capturing');
  const captures = yield* captureAll(context, targets, { alert, plan });

  tell('notifying');
  const report: CaptureReport = {
    id: context.df.instanceId,
    alert,
    captures,
    startedAt,
    endedAt: timestamp(context),
  };
  const delivery = yield* deliver(context, report);

  tell('ended');
  return { ...report, delivery };
}

function* captureAll(
  context: OrchestrationContext,
  targets: Target[],
  common: Omit<CaptureTarget, 'vm'>,
): Generator<Task, Outcome[], unknown> {
  const { instanceId } = context.df;
  const tasks = targets.map((vm, index) => {
    const input: CaptureTarget = { vm, ...common };
    const childId = targetInstanceId(instanceId, index);
    return context.df.callSubOrchestrator('captureTarget', input, childId);
  });
  try {
    yield context.df.Task.all(tasks);
  } catch {
    // The first failure ends Task.all, but not the others: each is waited for below.
  }
  const outcomes: Outcome[] = [];
  for (const [index, { id: vm }] of targets.entries()) {
    try {
      outcomes.push((yield tasks[index] as Task) as Outcome);
    } catch (error) {
      // A capture catches its own failures; it fails as a whole when it is terminated.
      const failure = failureOf(error, 'captureTarget');
      outcomes.push({ vm, warnings: [], end: 'failed', failure, endedAt: timestamp(context) });
    }
  }
  return outcomes;
}

/** A notification that cannot be sent does not hide the outcome: the instance still ends well, and says so. */
function* deliver(
  context: OrchestrationContext,
  report: CaptureReport,
): Generator<Task, Delivery, unknown> {
  try {
    return { state: yield* step(context, 'notify', report) };
  } catch (error) {
    return { state: 'failed', failure: failureOf(error, 'notify') };
  }
}
