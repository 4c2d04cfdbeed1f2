import type { OrchestrationContext, Task } from 'durable-functions';
import type { Target } from '../alerts/target.ts';
import { failureOf } from '../captures/failure.ts';
import type { CaptureResult } from '../captures/alert-capture.ts';
import type {
  AlertBrief,
  AlertSummary,
  CaptureReport,
  Outcome,
  Refusal,
} from '../captures/outcome.ts';
import type { AlertProgress } from '../captures/progress.ts';
import { targetInstanceId } from '../captures/progress.ts';
import type { CaptureTarget } from './capture-machine.ts';
import { readInput } from '../captures/read-input.ts';
import { captureRequest } from './inputs.ts';
import { timestamp } from '../workflow/clock.ts';
import { deliver } from './deliver.ts';
import { log } from '../workflow/log.ts';
import { settle } from '../workflow/settle.ts';

/** Captures every machine of an alert, in parallel, and sends one notification, whatever became of them. */
export function* captureOnAlert(
  context: OrchestrationContext,
): Generator<Task, CaptureResult, unknown> {
  const {
    alert: { targets, ...alert },
    plan,
    policy,
    arrivedAt,
    refused,
    warnings,
  } = readInput(captureRequest, context.df.getInput());
  const startedAt = timestamp(context);
  const tell = (stage: AlertProgress['stage']): void => {
    context.df.setCustomStatus({ stage } satisfies AlertProgress);
    log(context, 'info', 'stage', { stage });
  };

  tell('capturing');
  const common = { alert: briefOf(alert), plan, policy, arrivedAt };
  const captures = yield* captureAll(context, targets, common);

  tell('notifying');
  const endedAt = timestamp(context);
  const report: CaptureReport = {
    id: context.df.instanceId,
    alert,
    plan,
    captures: [...captures, ...refused.map((refusal) => notTried(refusal, endedAt))],
    warnings,
    startedAt,
    endedAt,
  };
  for (const { vm, end } of report.captures) log(context, 'info', 'outcome', { vm, end });
  const deliveries = isToldByOthers(report) ? [] : yield* deliver(context, report);

  tell('ended');
  return { ...report, deliveries };
}

function* captureAll(
  context: OrchestrationContext,
  targets: Target[],
  common: Omit<CaptureTarget, 'vm' | 'captureId'>,
): Generator<Task, Outcome[], unknown> {
  const { instanceId } = context.df;
  const tasks = targets.map((vm, index) => {
    const input: CaptureTarget = { vm, captureId: instanceId, ...common };
    const childId = targetInstanceId(instanceId, index);
    return context.df.callSubOrchestrator('captureTarget', input, childId);
  });
  const settled = yield* settle<Outcome>(context, tasks);
  return targets.map(({ id: vm }, index) => {
    const result = settled[index];
    if (result?.ok) return result.value;
    // A capture catches its own failures; it fails as a whole when it is terminated.
    const failure = failureOf(result?.error, 'captureTarget');
    return { vm, warnings: [], end: 'failed', failure, endedAt: timestamp(context) };
  });
}

const briefOf = ({ identity, rule, severity, condition, firedAt }: AlertSummary): AlertBrief => ({
  identity,
  rule,
  ...(severity && { severity }),
  condition,
  firedAt,
});

/** The running captures that an alert was attached to name it when they end: one message for both. */
const isToldByOthers = ({ captures }: CaptureReport): boolean =>
  captures.length > 0 && captures.every(({ end }) => end === 'attached');

const notTried = ({ vm, reason }: Refusal, endedAt: string): Outcome => ({
  vm,
  warnings: [],
  end: 'skipped',
  reason,
  endedAt,
});
