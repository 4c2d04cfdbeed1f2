import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import type { CaptureRequest } from '../captures/alert-capture.ts';
import { resolvedEvent, stopEvent } from '../captures/events.ts';
import { deliveryInstanceId, machineInstanceId } from '../captures/progress.ts';
import { stateVersion } from '../captures/state-version.ts';
import {
  isAlive,
  purgeInstance,
  startInstance,
  terminateInstance,
} from '../task-hub/durable-instances.ts';
import { traceContext } from '../telemetry/spans.ts';
import { isRunning, viewCapture } from '../views/capture-view.ts';
import { requestOf, resultOf } from '../views/instance-parts.ts';
import { findCapture } from './find-capture.ts';
import { captureIndex } from './list-captures.ts';
import { HttpProblem } from './problem.ts';
import { signalCapture } from './signal-capture.ts';

const events: readonly string[] = [stopEvent, resolvedEvent];

/** `POST /api/captures/{id}/again`: starts a new capture with the same alert and settings. */
export async function captureAgain(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const { instanceId, input } = await findCapture(client, request.params.id);
  const before = input as CaptureRequest;
  const now = new Date();
  const id = `${instanceId.replace(/-again-\w+$/, '')}-again-${now.getTime().toString(36)}`;
  // The cooldown would return the capture that is being repeated.
  const policy = { ...before.policy, cooldownSeconds: 0 };
  const again: CaptureRequest = {
    ...before,
    version: stateVersion,
    policy,
    arrivedAt: now.toISOString(),
    ...traceContext(),
  };
  await startInstance(client, 'captureOnAlert', id, again);
  return { status: 202, jsonBody: { id } };
}

/** `POST /api/captures/{id}/events/{name}`: raises an event in the capture of every machine. */
export async function raiseCaptureEvent(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const status = await findCapture(client, request.params.id);
  const name = request.params.name ?? '';
  if (!events.includes(name)) {
    throw new HttpProblem({
      kind: 'invalid-event',
      status: 400,
      title: 'A capture does not wait for this event',
      detail: `The name must be one of ${events.join(', ')}.`,
      errors: [{ field: 'name', expected: `one of ${events.join(', ')}`, got: name.slice(0, 120) }],
    });
  }
  if (!isRunning(viewCapture(status))) throw ended(status, 'waits for no event');
  return {
    status: 202,
    jsonBody: { id: status.instanceId, raised: await signalCapture(client, status, name) },
  };
}

/**
 * `POST /api/captures/{id}/terminate`: ends the workflow at once, without a file or a notification. The
 * sweep deletes the remaining sessions.
 */
export async function terminateCapture(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const status = await findCapture(client, request.params.id);
  if (!isAlive(status)) throw ended(status, 'cannot be terminated');
  // Terminate the parent first, or it would report its terminated children as failed.
  for (const id of [status.instanceId, ...targetIds(status)]) {
    await terminateInstance(client, id, 'Terminated by hand.');
  }
  return { status: 202, jsonBody: { id: status.instanceId } };
}

/** `DELETE /api/captures/{id}`: deletes the history of a capture that has ended; its file is kept. */
export async function purgeCapture(
  request: HttpRequest,
  client: DurableClient,
): Promise<HttpResponseInit> {
  const status = await findCapture(client, request.params.id);
  const id = status.instanceId;
  if (isAlive(status)) {
    throw new HttpProblem({
      kind: 'capture-running',
      status: 409,
      title: 'The capture is running',
      detail: 'Stop it first, then purge it.',
    });
  }
  const { deliveries = [] } = resultOf(status) ?? {};
  const children = [
    ...targetIds(status),
    ...deliveries.map(({ receiver }) => deliveryInstanceId(id, receiver)),
  ];
  // Purge the capture itself last, so that a failed purge can be repeated.
  for (const child of [...children, id]) {
    if (await purgeInstance(client, child)) continue;
    throw new HttpProblem({
      kind: 'capture-ending',
      status: 409,
      title: 'The capture is still ending',
      detail: 'Send the request again in a moment.',
      retryAfterSeconds: 5,
    });
  }
  captureIndex.forget(id);
  return { status: 200, jsonBody: { id } };
}

const targetIds = (status: DurableOrchestrationStatus): string[] =>
  requestOf(status).alert.targets.map((_, index) => machineInstanceId(status.instanceId, index));

const ended = ({ instanceId }: DurableOrchestrationStatus, consequence: string): HttpProblem =>
  new HttpProblem({
    kind: 'capture-ended',
    status: 409,
    title: 'The capture has ended',
    detail: `It ${consequence}; GET /api/captures/${instanceId} says how it ended.`,
  });
