import type { DurableOrchestrationStatus } from 'durable-functions';
import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import type { CaptureFacts, Outcome } from '../captures/outcome.ts';
import type { AlertProgress, MachineProgress } from '../captures/progress.ts';
import { withSafeLink } from '../notifications/links.ts';
import { outcomeSentence } from '../notifications/outcome-sentence.ts';
import type { CaptureResult } from '../captures/alert-capture.ts';
import { isoTime, requestOf, resultOf } from './instance-parts.ts';

/** States of a capture. `failed` is a defect of the app; a capture that failed is `ended`. */
export type CaptureState = 'starting' | 'running' | 'ended' | 'failed' | 'suspended' | 'terminated';

/** Runtime statuses of the Durable extension for each state. */
export const runtimeStatuses: Readonly<Record<CaptureState, readonly Status[]>> = {
  starting: [Status.Pending],
  running: [Status.Running, Status.ContinuedAsNew],
  ended: [Status.Completed],
  failed: [Status.Failed],
  suspended: [Status.Suspended],
  terminated: [Status.Terminated, Status.Canceled],
};

/** A machine of a capture: its progress or its outcome. */
export type TargetView = Outcome | MachineProgress | Pick<CaptureFacts, 'vm'>;

/** A capture, in the terms of the app. Times are ISO 8601 UTC. */
export interface CaptureView {
  id: string;
  state: CaptureState;
  stage?: AlertProgress['stage'];
  alert: CaptureResult['alert'];
  /** Parameters of the capture of each machine; absent if they could not be read. */
  plan?: CaptureResult['plan'];
  targets: TargetView[];
  /** Parts of the alert and settings of its rule that could not be used. */
  warnings: string[];
  /** Outcome in sentences; absent while the capture runs. */
  summary?: string;
  /** Receivers that were notified, and those that could not be reached. */
  deliveries?: CaptureResult['deliveries'];
  startedAt: string;
  endedAt?: string;
  /** Simulated seconds of the capture per real second, if it runs in a simulator with another time. */
  timeScale?: number;
}

/**
 * Builds the view of a `captureOnAlert` instance.
 *
 * @param progress progress of each target, in order; undefined for a target that reports none.
 */
export function viewCapture(
  status: DurableOrchestrationStatus,
  progress: readonly (MachineProgress | undefined)[] = [],
): CaptureView {
  const { alert: request, plan, warnings } = requestOf(status);
  const { targets, ...alert } = request;
  const state = stateOf(status);
  const result = resultOf(status);
  const base = {
    id: status.instanceId,
    state,
    alert: withSafeLink(alert),
    ...(plan && { plan }),
    warnings,
    startedAt: isoTime(status.createdTime),
  };
  if (result !== undefined) {
    const { captures, deliveries, startedAt, endedAt } = result;
    const summary = captures.map(outcomeSentence).join('\n');
    return { ...base, targets: captures, summary, deliveries, startedAt, endedAt };
  }
  const stage = (status.customStatus as Partial<AlertProgress> | null | undefined)?.stage;
  const isOver = state === 'failed' || state === 'terminated' || state === 'ended';
  return {
    ...base,
    ...(stage && { stage }),
    targets: targets.map((vm, index) => progress[index] ?? { vm: vm.id }),
    ...(isOver && { endedAt: isoTime(status.lastUpdatedTime), summary: reasonOf(status, state) }),
  };
}

/** Whether the capture can still be stopped. */
export const isRunning = ({ state, stage }: CaptureView): boolean =>
  stage !== 'notifying' && ['starting', 'running', 'suspended'].includes(state);

/** State of the capture of a `captureOnAlert` instance. */
export function stateOf({ runtimeStatus }: DurableOrchestrationStatus): CaptureState {
  const entry = Object.entries(runtimeStatuses).find(([, held]) => held.includes(runtimeStatus));
  return (entry?.[0] ?? 'running') as CaptureState;
}

function reasonOf({ output }: DurableOrchestrationStatus, state: CaptureState): string {
  if (state === 'ended') return 'The output of the instance could not be read.';
  const reason = typeof output === 'string' ? `: ${output.split('\n')[0] ?? ''}` : '.';
  return `The instance ${state === 'failed' ? 'failed' : 'was terminated'}${reason}`.slice(0, 500);
}
