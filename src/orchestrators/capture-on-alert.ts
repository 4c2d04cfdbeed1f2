import type { OrchestrationContext, Task } from 'durable-functions';
import type { Target } from '../alerts/target.ts';
import { failureOf } from '../captures/failure.ts';
import type { CaptureResult } from '../captures/alert-capture.ts';
import { notTried } from '../captures/outcome.ts';
import type { AlertBrief, AlertSummary, CaptureReport, Outcome } from '../captures/outcome.ts';
import type { AlertProgress } from '../captures/progress.ts';
import { machineInstanceId } from '../captures/progress.ts';
import { stateVersion } from '../captures/state-version.ts';
import type { MachineCapture } from './capture-machine.ts';
import { captureRequest } from './inputs.ts';
import { timestamp } from '../workflow/clock.ts';
import { inputOf } from '../workflow/input-of.ts';
import { deliver } from './deliver.ts';
import { log } from '../workflow/log.ts';
import { settle } from '../workflow/settle.ts';
import { traceOf } from '../workflow/trace.ts';

/**
 * The `captureOnAlert` orchestration: captures every machine of an alert, in parallel, and sends one
 * notification with all outcomes.
 *
 * @throws {OtherVersion}
 */
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
  } = inputOf(context, captureRequest);
  const startedAt = timestamp(context);
  const show = (stage: AlertProgress['stage']): void => {
    context.df.setCustomStatus({ stage } satisfies AlertProgress);
    log(context, 'info', 'stage', { stage });
  };

  show('capturing');
  const captures = yield* captureAll(context, targets, {
    alert: briefOf(alert),
    plan,
    policy,
    arrivedAt,
  });

  show('notifying');
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
  const deliveries = isReportedByOthers(report) ? [] : yield* deliver(context, report);

  show('ended');
  return { ...report, deliveries };
}

function* captureAll(
  context: OrchestrationContext,
  targets: Target[],
  common: Omit<MachineCapture, 'version' | 'vm' | 'captureId'>,
): Generator<Task, Outcome[], unknown> {
  const { instanceId } = context.df;
  const tasks = targets.map((vm, index) => {
    const input: MachineCapture = {
      version: stateVersion,
      vm,
      captureId: instanceId,
      ...common,
      ...traceOf(context),
    };
    const childId = machineInstanceId(instanceId, index);
    return context.df.callSubOrchestrator('captureMachine', input, childId);
  });
  const settled = yield* settle<Outcome>(context, tasks);
  return targets.map(({ id: vm }, index) => {
    const result = settled[index];
    if (result?.ok) return result.value;
    // A capture handles its own failures, so the child fails only with an input of another version. If it
    // is terminated, the SDK fails this instance too, which no code here can catch.
    const failure = failureOf(result?.error, 'captureMachine');
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

/**
 * Whether other captures report the outcome. If an alert only shares captures, they send one message for
 * both.
 */
const isReportedByOthers = ({ captures }: CaptureReport): boolean =>
  captures.length > 0 && captures.every(({ end }) => end === 'attached');
