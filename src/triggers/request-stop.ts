import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { targetInstanceId } from '../captures/progress.ts';
import type { CaptureRequest } from '../orchestrators/capture-on-alert.ts';
import type { StopRequest } from '../orchestrators/watch-capture.ts';
import { stopEvent } from '../orchestrators/watch-capture.ts';
import { viewCapture } from './capture-view.ts';
import { raiseEvent } from './durable-instances.ts';
import { findCapture } from './find-capture.ts';
import { HttpProblem } from './problem.ts';

/** `POST /api/captures/{id}/stop`: ends a capture early; what was captured until then is kept. */
export async function requestStop(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const status = await findCapture(client, request.params.id);
  const { id, state, stage } = viewCapture(status);
  if (stage === 'notifying' || !['starting', 'running', 'suspended'].includes(state)) {
    throw new HttpProblem({
      kind: 'capture-ended',
      status: 409,
      title: 'The capture has ended',
      detail: `There is nothing left to stop; GET /api/captures/${id} tells how it ended.`,
    });
  }
  const { targets } = (status.input as CaptureRequest).alert;
  const stop: StopRequest = { cause: 'stopped' };
  const found = await Promise.all(
    targets.map((_, index) => raiseEvent(client, targetInstanceId(id, index), stopEvent, stop)),
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
  return { status: 202, jsonBody: { id, stopping: targets.map((vm) => vm.id) } };
}
