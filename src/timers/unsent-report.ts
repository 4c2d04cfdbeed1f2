import type { DurableClient } from 'durable-functions';
import { OrchestrationRuntimeStatus } from 'durable-functions';
import { listReceivers } from '../activities/list-receivers.ts';
import { outcome } from '../captures/input-schemas.ts';
import type { CaptureReport, Delivery, Outcome } from '../captures/outcome.ts';
import { notTried } from '../captures/outcome.ts';
import { deliveryInstanceId, machineInstanceId } from '../captures/progress.ts';
import { readInput } from '../captures/read-input.ts';
import { sessionName } from '../captures/session.ts';
import { readOutcome, readSlots } from '../limit/read-slots.ts';
import { allClaims } from '../limit/slots-state.ts';
import { captureRequest, lostCapture } from '../orchestrators/inputs.ts';
import { findInstance, isAlive } from '../task-hub/durable-instances.ts';
import type { InstanceStatus } from '../task-hub/management-api.ts';

/** The capture of a machine. */
interface Capture {
  vm: string;
  /** Id of the `captureMachine` instance, or of the `finishCapture` instance that finishes its capture. */
  id: string;
  /** Name of the session. */
  session: string;
}

/** What an instance that reports captures was to report. */
export interface Unsent {
  report: CaptureReport;
  /** Receivers that have not got a report of the instance. */
  receivers: string[];
}

/**
 * The report that a failed `captureOnAlert` or `finishCapture` instance has not sent to all receivers.
 *
 * @returns undefined if there is none, or not yet: a capture is running, or its claim is left to the sweep.
 * @throws {StepError} `InvalidInput` for an instance with an input that cannot be read.
 */
export async function unsentReport(
  client: DurableClient,
  instance: InstanceStatus,
): Promise<Unsent | undefined> {
  const job = jobOf(instance);
  if (job === undefined) return undefined;
  const ends: Outcome[] = [...job.refused];
  for (const capture of job.captures) {
    const end = await endOf(client, capture, instance);
    if (end === 'running') return undefined;
    if (end !== 'reported') ends.push(end);
  }
  const receivers = await receiversWithout(client, instance.instanceId);
  const isReported = ends.every(({ end }) => end === 'attached');
  if (isReported || receivers.length === 0) return undefined;
  const { alert, plan, warnings } = job;
  const report: CaptureReport = {
    ...{ id: `${instance.instanceId}:report`, alert, plan, warnings, captures: ends },
    startedAt: timeOf(instance.createdTime),
    endedAt: timeOf(instance.lastUpdatedTime),
  };
  return { report, receivers };
}

/** An input; those of the first version had no number. */
const withVersion = (input: unknown): unknown => ({ version: 1, ...(input as object | null) });

type Job = Pick<CaptureReport, 'alert' | 'plan' | 'warnings'> & {
  captures: Capture[];
  refused: Outcome[];
};

/** What the instance was started for; undefined if it does not report captures. */
function jobOf({ name, instanceId, input, lastUpdatedTime }: InstanceStatus): Job | undefined {
  if (name === 'finishCapture') {
    const { claim } = readInput(lostCapture, withVersion(input));
    const { alert, plan, vm, session } = claim;
    const captures = [{ vm: vm.id, id: instanceId, session }];
    return { alert, plan, warnings: [], captures, refused: [] };
  }
  if (name !== 'captureOnAlert') return undefined;
  const { alert, plan, warnings, refused } = readInput(captureRequest, withVersion(input));
  const { targets, ...summary } = alert;
  return {
    ...{ alert: summary, plan, warnings },
    captures: targets.map(({ id: vm }, index) => {
      const id = machineInstanceId(instanceId, index);
      return { vm, id, session: sessionName(id) };
    }),
    refused: refused.map((refusal) => notTried(refusal, timeOf(lastUpdatedTime))),
  };
}

/** How a capture ended; `reported` if another instance reports it. */
async function endOf(
  client: DurableClient,
  { vm, id, session }: Capture,
  instance: InstanceStatus,
): Promise<Outcome | 'running' | 'reported'> {
  const { state } = await readSlots(client);
  const hasClaim = allClaims(state).some(({ claim }) => claim.session === session);
  if (hasClaim || (await findInstance(client, `${id}:finish`)) !== undefined) return 'reported';
  const status = await findInstance(client, id);
  if (isAlive(status)) return 'running';
  if (status?.runtimeStatus === OrchestrationRuntimeStatus.Completed) {
    return readInput(outcome, status.output);
  }
  return (await readOutcome(client, session)) ?? notCaptured(vm, instance);
}

/** Outcome of a capture that has left nothing. */
function notCaptured(vm: string, { output, lastUpdatedTime }: InstanceStatus): Outcome {
  const [reason = ''] = String(output).split('\n');
  return {
    vm,
    warnings: [],
    end: 'failed',
    failure: {
      step: 'captureOnAlert',
      code: 'InstanceFailed',
      message: `The instance that ran the capture failed, and left no outcome: ${reason}`,
      advice:
        'Send the alert again if the capture is still wanted. Its storage account may have a file.',
    },
    endedAt: timeOf(lastUpdatedTime),
  };
}

/** Receivers that an instance has not notified. */
async function receiversWithout(client: DurableClient, id: string): Promise<string[]> {
  const without: string[] = [];
  for (const receiver of await listReceivers()) {
    const delivery = await findInstance(client, deliveryInstanceId(id, receiver));
    const { state } = (delivery?.output ?? {}) as Partial<Delivery>;
    if (state !== 'sent' && state !== 'logged') without.push(receiver);
  }
  return without;
}

const timeOf = (text: string): string => new Date(text).toISOString();
