import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { machineInstanceId } from '../captures/progress.ts';
import { viewCapture } from '../views/capture-view.ts';
import { progressOf, requestOf, resultOf } from '../views/instance-parts.ts';
import { findPart } from '../task-hub/durable-instances.ts';
import { findCapture } from './find-capture.ts';
import { timeScale } from './time-scale.ts';

/** `GET /api/captures/{id}`: progress or result of a capture. */
export async function getCapture(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const status = await findCapture(client, request.params.id);
  if (resultOf(status) !== undefined) return { jsonBody: viewCapture(status) };

  const { targets } = requestOf(status).alert;
  const children = await Promise.all(
    targets.map((_, index) => findPart(client, machineInstanceId(status.instanceId, index))),
  );
  return { jsonBody: { ...viewCapture(status, children.map(progressOf)), ...timeScale() } };
}
