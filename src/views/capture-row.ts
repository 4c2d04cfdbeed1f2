import type { DurableOrchestrationStatus } from 'durable-functions';
import type { Outcome } from '../captures/outcome.ts';
import type { AlertProgress, MachineProgress, MachineStage } from '../captures/progress.ts';
import type { CaptureState, TargetView } from './capture-view.ts';
import { viewCapture } from './capture-view.ts';
import type { InstanceStatus } from '../task-hub/management-api.ts';

/** A capture in a list: the part of {@link CaptureView} that a row shows. Times are ISO 8601 UTC. */
export interface CaptureRow {
  id: string;
  state: CaptureState;
  stage?: AlertProgress['stage'];
  alert: { rule: string; severity?: string; firedAt: string };
  targets: TargetRow[];
  /** Maximum length of the capture of each machine. */
  timeLimitSeconds?: number;
  startedAt: string;
  endedAt?: string;
}

/** A machine of a capture in a list. */
export interface TargetRow {
  vm: string;
  stage?: MachineStage;
  /** When its session started to capture. */
  startedAt?: string;
  end?: Outcome['end'];
  /** Size of its file. */
  bytes?: number;
}

/** Builds the row of a `captureOnAlert` instance. `progress` has one entry for each target, in order. */
export function rowFor(
  status: InstanceStatus,
  progress: readonly (MachineProgress | undefined)[] = [],
): CaptureRow {
  const view = viewCapture(status as unknown as DurableOrchestrationStatus, progress);
  const { id, state, stage, alert, plan, targets, startedAt, endedAt } = view;
  return {
    id,
    state,
    ...(stage && { stage }),
    alert: {
      rule: alert.rule,
      ...(alert.severity && { severity: alert.severity }),
      firedAt: alert.firedAt,
    },
    targets: targets.map(targetRow),
    ...(plan && { timeLimitSeconds: plan.timeLimitSeconds }),
    startedAt,
    ...(endedAt && { endedAt }),
  };
}

function targetRow(target: TargetView): TargetRow {
  const file = 'file' in target ? target.file : undefined;
  return {
    vm: target.vm,
    ...('stage' in target && { stage: target.stage }),
    ...('startedAt' in target && target.startedAt && { startedAt: target.startedAt }),
    ...('end' in target && { end: target.end }),
    ...(file && 'bytes' in file && { bytes: file.bytes }),
  };
}
