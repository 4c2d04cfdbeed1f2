import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import { machineInstanceId } from '../captures/progress.ts';
import type { CaptureRequest } from '../captures/alert-capture.ts';
import { raiseEvent } from '../task-hub/durable-instances.ts';
import { HttpProblem } from './problem.ts';

/**
 * Raises an event in the capture of every machine of a `captureOnAlert` instance.
 *
 * @returns the machines, by resource id.
 * @throws {HttpProblem} `capture-starting` when one of them has not started yet.
 * @throws {TaskHubUnavailable}
 */
export async function signalCapture(
  client: DurableClient,
  { instanceId, input }: DurableOrchestrationStatus,
  event: string,
): Promise<string[]> {
  const { targets } = (input as CaptureRequest).alert;
  const found = await Promise.all(
    targets.map((_, index) =>
      raiseEvent(client, machineInstanceId(instanceId, index), event, null),
    ),
  );
  if (found.includes(false)) {
    throw new HttpProblem({
      kind: 'capture-starting',
      status: 503,
      title: 'The capture is still starting',
      detail: 'Send the request again in a moment.',
      retryAfterSeconds: 1,
    });
  }
  return targets.map((vm) => vm.id);
}
