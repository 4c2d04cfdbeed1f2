import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import type { CaptureRequest, CaptureResult } from '../captures/alert-capture.ts';
import { isRecord } from '../captures/is-record.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { MachineProgress } from '../captures/progress.ts';

/*
 * The parts of an instance that views show. Any of them can be missing: an instance may be between two
 * executions, written by an earlier version, or started by hand. Its output is not always its result, but also
 * the reason for which it was suspended, resumed or terminated.
 */

/** The parts of a status that views read. */
export interface InstanceParts {
  instanceId: string;
  runtimeStatus: string;
  input?: unknown;
  output?: unknown;
  customStatus?: unknown;
  createdTime: Date | string;
}

/** The part of the input that views show. */
export type ShownRequest = Pick<CaptureRequest, 'alert' | 'warnings'> &
  Partial<Pick<CaptureRequest, 'plan'>>;

/** The input of a `captureOnAlert` instance, or what can be shown in its place. */
export function requestOf({ instanceId, input, createdTime }: InstanceParts): ShownRequest {
  const { alert, plan, warnings } = isRecord(input) ? (input as Partial<CaptureRequest>) : {};
  if (!isRecord(alert) || typeof alert.rule !== 'string' || !Array.isArray(alert.targets)) {
    const unknown = {
      rule: instanceId,
      condition: 'fired',
      firedAt: isoTime(createdTime),
    } as const;
    return {
      alert: { identity: instanceId, targets: [], ...unknown },
      warnings: ['The input of the instance could not be read.'],
    };
  }
  return {
    alert,
    ...(isRecord(plan) && { plan }),
    warnings: Array.isArray(warnings) ? warnings : [],
  };
}

/** The result of a `captureOnAlert` instance that has completed. */
export function resultOf({ runtimeStatus, output }: InstanceParts): CaptureResult | undefined {
  if (runtimeStatus !== (Status.Completed as string) || !isRecord(output)) return undefined;
  return Array.isArray(output.captures) ? (output as unknown as CaptureResult) : undefined;
}

/** The outcome of a `captureMachine` instance that has completed. */
export function outcomeOfMachine({ runtimeStatus, output }: InstanceParts): Outcome | undefined {
  if (runtimeStatus !== (Status.Completed as string) || !isRecord(output)) return undefined;
  return typeof output.end === 'string' ? (output as unknown as Outcome) : undefined;
}

/** The progress of a `captureMachine` instance, if it reports any. */
export function progressOf(status: Pick<InstanceParts, 'customStatus'> | undefined) {
  const progress = status?.customStatus;
  return isRecord(progress) && typeof progress.vm === 'string' && typeof progress.stage === 'string'
    ? (progress as unknown as MachineProgress)
    : undefined;
}

/** Converts a time to text. Lists contain times as text, a single status as dates. */
export function isoTime(time: Date | string | undefined): string {
  const date = new Date(time ?? Number.NaN);
  // The task hub gives this time for an instance that it does not know at the moment.
  return Number.isNaN(date.getTime()) ? '0001-01-01T00:00:00.000Z' : date.toISOString();
}
