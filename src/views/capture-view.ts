import type { DurableOrchestrationStatus } from 'durable-functions';
import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import type { CaptureFacts, Outcome } from '../captures/outcome.ts';
import type { AlertProgress, MachineProgress } from '../captures/progress.ts';
import { withSafeLink } from '../notifications/links.ts';
import { outcomeSentence } from '../notifications/outcome-sentence.ts';
import type { CaptureRequest, CaptureResult } from '../captures/alert-capture.ts';

/** The states of a capture; `failed` is a defect of the app, not a capture that failed, which is `ended`. */
export type CaptureState = 'starting' | 'running' | 'ended' | 'failed' | 'suspended' | 'terminated';

/** The runtime statuses of the Durable extension that each state stands for. */
export const runtimeStatuses: Readonly<Record<CaptureState, readonly Status[]>> = {
  starting: [Status.Pending],
  running: [Status.Running, Status.ContinuedAsNew],
  ended: [Status.Completed],
  failed: [Status.Failed],
  suspended: [Status.Suspended],
  terminated: [Status.Terminated, Status.Canceled],
};

/** One machine of a capture: how far it is, or how it ended. */
export type TargetView = Outcome | MachineProgress | Pick<CaptureFacts, 'vm'>;

/** A capture in the words of the domain. Times are ISO 8601 UTC. */
export interface CaptureView {
  id: string;
  state: CaptureState;
  stage?: AlertProgress['stage'];
  alert: CaptureResult['alert'];
  /** What is asked of the service for each machine. */
  plan: CaptureResult['plan'];
  targets: TargetView[];
  /** What of the alert, and of the settings of its rule, could not be used. */
  warnings: string[];
  /** What became of it, in sentences; absent while it runs. */
  summary?: string;
  /** Who was told of it, and who could not be. */
  deliveries?: CaptureResult['deliveries'];
  startedAt: string;
  endedAt?: string;
}

/**
 * Views a `captureOnAlert` instance.
 *
 * @param progress what each of its targets tells, in their order; undefined where nothing is told.
 */
export function viewCapture(
  status: DurableOrchestrationStatus,
  progress: readonly (MachineProgress | undefined)[] = [],
): CaptureView {
  const { alert: request, plan, warnings } = status.input as CaptureRequest;
  const { targets, ...alert } = request;
  const state = stateOf(status);
  const base = {
    id: status.instanceId,
    state,
    alert: withSafeLink(alert),
    plan,
    warnings,
    startedAt: iso(status.createdTime),
  };
  if (state === 'ended') {
    const { captures, deliveries, startedAt, endedAt } = status.output as CaptureResult;
    const summary = captures.map(outcomeSentence).join('\n');
    return { ...base, targets: captures, summary, deliveries, startedAt, endedAt };
  }
  const stage = (status.customStatus as AlertProgress | null | undefined)?.stage;
  const isOver = state === 'failed' || state === 'terminated';
  return {
    ...base,
    ...(stage && { stage }),
    targets: targets.map((vm, index) => progress[index] ?? { vm: vm.id }),
    ...(isOver && { endedAt: iso(status.lastUpdatedTime), summary: reasonOf(status, state) }),
  };
}

/** Whether there is still something to stop. */
export const isRunning = ({ state, stage }: CaptureView): boolean =>
  stage !== 'notifying' && ['starting', 'running', 'suspended'].includes(state);

/** The state of the capture behind a `captureOnAlert` instance. */
export function stateOf({ runtimeStatus }: DurableOrchestrationStatus): CaptureState {
  const entry = Object.entries(runtimeStatuses).find(([, held]) => held.includes(runtimeStatus));
  return (entry?.[0] ?? 'running') as CaptureState;
}

/** A list has the times as text where a single status has them as dates. */
const iso = (time: Date | string): string => new Date(time).toISOString();

function reasonOf({ output }: DurableOrchestrationStatus, state: CaptureState): string {
  const reason = typeof output === 'string' ? `: ${output.split('\n')[0] ?? ''}` : '.';
  return `The instance ${state === 'failed' ? 'failed' : 'was terminated'}${reason}`.slice(0, 500);
}
