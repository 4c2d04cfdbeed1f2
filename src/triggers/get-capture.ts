import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import type { MachineProgress } from '../captures/progress.ts';
import { machineInstanceId } from '../captures/progress.ts';
import type { CaptureRequest } from '../captures/alert-capture.ts';
import { viewCapture } from '../views/capture-view.ts';
import { findInstance } from '../task-hub/durable-instances.ts';
import { findCapture } from './find-capture.ts';

/** `GET /api/captures/{id}`: progress or result of a capture. */
export async function getCapture(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const status = await findCapture(client, request.params.id);
  if (status.output) return { jsonBody: viewCapture(status) };

  const { targets } = (status.input as CaptureRequest).alert;
  const children = await Promise.all(
    targets.map((_, index) => findInstance(client, machineInstanceId(status.instanceId, index))),
  );
  const progress = children.map(
    (child) => (child?.customStatus ?? undefined) as MachineProgress | undefined,
  );
  return { jsonBody: viewCapture(status, progress) };
}
