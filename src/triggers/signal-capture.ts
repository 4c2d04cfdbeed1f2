import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import { machineInstanceId } from '../captures/progress.ts';
import { raiseEvent } from '../task-hub/durable-instances.ts';
import { requestOf } from '../views/instance-parts.ts';
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
  status: DurableOrchestrationStatus,
  event: string,
): Promise<string[]> {
  const { targets } = requestOf(status).alert;
  const found = await Promise.all(
    targets.map((_, index) =>
      raiseEvent(client, machineInstanceId(status.instanceId, index), event, null),
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
