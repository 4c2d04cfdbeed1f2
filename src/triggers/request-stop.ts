import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { stopEvent } from '../captures/events.ts';
import { isRunning, viewCapture } from '../views/capture-view.ts';
import { findCapture } from './find-capture.ts';
import { HttpProblem } from './problem.ts';
import { signalCapture } from './signal-capture.ts';

/** `POST /api/captures/{id}/stop`: ends a capture early and keeps the file so far. */
export async function requestStop(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const status = await findCapture(client, request.params.id);
  const view = viewCapture(status);
  if (!isRunning(view)) {
    throw new HttpProblem({
      kind: 'capture-ended',
      status: 409,
      title: 'The capture has ended',
      detail: `There is nothing left to stop; GET /api/captures/${view.id} shows how it ended.`,
    });
  }
  const stopping = await signalCapture(client, status, stopEvent);
  return { status: 202, jsonBody: { id: view.id, stopping } };
}
