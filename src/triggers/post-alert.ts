import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import type { ParsedAlert } from '../alerts/alert.ts';
import { AlertError } from '../alerts/alert.ts';
import { instanceIdOf } from '../alerts/instance-id.ts';
import { parseAlert } from '../alerts/parse-alert.ts';
import { reasonToIgnore } from '../alerts/reason-to-ignore.ts';
import { settings } from '../settings.ts';
import { logLine } from '../captures/log-line.ts';
import { resolvedEvent } from '../captures/events.ts';
import { accepted } from './accepted.ts';
import { captureRequestFor } from './capture-request.ts';
import { isRunning, stateOf, viewCapture } from '../views/capture-view.ts';
import { findInstance, startInstance } from '../task-hub/durable-instances.ts';
import { findSeries } from './find-series.ts';
import { HttpProblem } from './problem.ts';
import { readJson } from './read-json.ts';
import { signalCapture } from './signal-capture.ts';

/**
 * `POST /api/alerts`: starts the captures for an alert. A repeated alert, even after its captures have
 * ended, gets the same response, marked as a duplicate.
 */
export async function postAlert(
  request: HttpRequest,
  client: DurableClient,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  const alert = await readAlert(request);
  const id = instanceIdOf(alert);
  const vm = alert.targets.map((target) => target.id).join(' ');
  const subject = { instanceId: id, alert: alert.rule, vm };
  const reason = reasonToIgnore(alert);
  if (reason !== undefined) {
    context.log(logLine('ignored', { ...subject, reason }));
    return { status: 200, jsonBody: { captures: 0, reason } };
  }
  const known = await findInstance(client, id);
  if (alert.condition === 'resolved') {
    return signalResolved(request, client, known ?? (await findSeries(client, alert)));
  }
  if (known !== undefined) {
    return accepted(request, id, { duplicate: true, state: stateOf(known) });
  }
  const input = captureRequestFor(alert, settings());
  if (!(await startInstance(client, 'captureOnAlert', id, input))) {
    // Another delivery of the alert started it first.
    return accepted(request, id, { duplicate: true, state: 'starting' });
  }
  context.log(logLine('started', subject));
  return accepted(request, id, { duplicate: false });
}

/**
 * Reads the body of a request.
 *
 * @throws {HttpProblem}
 */
export const readAlert = async (request: HttpRequest): Promise<ParsedAlert> =>
  understand(await readJson(request));

/** Signals the resolution to the alert's capture, which reacts according to `CAPTURE_ON_RESOLVED`. */
async function signalResolved(
  request: HttpRequest,
  client: DurableClient,
  status: DurableOrchestrationStatus | undefined,
): Promise<HttpResponseInit> {
  if (status === undefined || !isRunning(viewCapture(status))) {
    const reason = 'The alert is resolved, and no capture of it is running.';
    return { status: 200, jsonBody: { captures: 0, reason } };
  }
  await signalCapture(client, status, resolvedEvent);
  return accepted(request, status.instanceId, { duplicate: false });
}

const problemOf = {
  UnknownSchema: { kind: 'unknown-schema', title: 'The schema of the alert is unknown' },
  InvalidAlert: { kind: 'invalid-alert', title: 'The alert is not valid' },
  TooManyTargets: { kind: 'too-many-targets', title: 'The alert names too many machines' },
} as const;

function understand(body: unknown): ParsedAlert {
  try {
    return parseAlert(body);
  } catch (error) {
    if (!(error instanceof AlertError)) throw error;
    throw new HttpProblem({
      ...problemOf[error.code],
      status: 400,
      detail: error.message,
      errors: error.errors,
    });
  }
}
