import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import type { ParsedAlert } from '../alerts/alert.ts';
import { instanceIdOf } from '../alerts/instance-id.ts';
import type { CaptureRequest } from '../captures/alert-capture.ts';
import { logLine } from '../captures/log-line.ts';
import { settings } from '../settings.ts';
import { findInstance, startInstance } from '../task-hub/durable-instances.ts';
import { stateOf } from '../views/capture-view.ts';
import { accepted } from './accepted.ts';
import { captureRequestFor } from './capture-request.ts';
import { HttpProblem } from './problem.ts';
import { invalidCapture, readCaptureOrder } from './read-capture-order.ts';
import { readJson } from './read-json.ts';

/**
 * `POST /api/captures`: starts a capture without an alert, with the same limit, scopes, history and
 * notification. A request with a known `Idempotency-Key` returns the capture of the first request.
 */
export async function postCapture(
  request: HttpRequest,
  client: DurableClient,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  const order = await readOrder(request);
  const input = captureRequestFor(order, settings());
  refuseWhatCannotBeFollowed(input);

  const id = instanceIdOf(order);
  const known = await findInstance(client, id);
  if (known !== undefined) {
    if ((known.input as CaptureRequest).alert.series !== order.series) throw keyReused;
    return accepted(request, id, { duplicate: true, state: stateOf(known) });
  }
  if (!(await startInstance(client, 'captureOnAlert', id, input))) {
    return accepted(request, id, { duplicate: true, state: 'starting' });
  }
  const vm = order.targets.map((target) => target.id).join(' ');
  context.log(logLine('started', { instanceId: id, alert: order.rule, vm }));
  return accepted(request, id, { duplicate: false });
}

/**
 * Reads the body of a request.
 *
 * @throws {HttpProblem}
 */
export const readOrder = async (request: HttpRequest): Promise<ParsedAlert> =>
  readCaptureOrder(await readJson(request), {
    idempotencyKey: request.headers.get('idempotency-key'),
    otherwise: randomUUID(),
    receivedAt: new Date().toISOString(),
  });

/** Rejects a request with invalid settings. An alert would be captured anyway; a client can fix its request. */
function refuseWhatCannotBeFollowed({ warnings, refused: [refusal] }: CaptureRequest): void {
  if (refusal !== undefined) {
    throw new HttpProblem({
      kind: 'target-not-allowed',
      status: 403,
      title: 'The machine may not be captured',
      detail: `${refusal.reason.message} ${refusal.reason.advice}`,
    });
  }
  if (warnings.length === 0) return;
  throw invalidCapture(
    warnings.map((warning) => {
      const [name = '', ...rest] = warning.split(' ');
      const field = name === 'captureSeconds' ? 'seconds' : name;
      return { field, expected: rest.join(' ').split(';')[0] ?? '', got: 'what was sent' };
    }),
  );
}

const keyReused = new HttpProblem({
  kind: 'idempotency-key-reused',
  status: 422,
  title: 'The idempotency key belongs to another request',
  detail: 'Send a new key with a new request, and the same key only to repeat one.',
});
