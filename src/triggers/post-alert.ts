import type {
  HttpRequest,
  HttpResponse,
  HttpResponseInit,
  InvocationContext,
} from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import type { Alert } from '../alerts/alert.ts';
import { AlertError } from '../alerts/alert.ts';
import { instanceIdOf } from '../alerts/instance-id.ts';
import { parseAlert } from '../alerts/parse-alert.ts';
import { reasonToIgnore } from '../alerts/reason-to-ignore.ts';
import type { CaptureRequest } from '../orchestrators/capture-on-alert.ts';
import { settings } from '../settings.ts';
import { findInstance, startInstance } from './durable-instances.ts';
import { HttpProblem } from './problem.ts';
import { readJson } from './read-json.ts';

/**
 * `POST /api/alerts`: starts the captures that an alert asks for. The same alert again, even one
 * whose captures have ended, gets the same instance.
 */
export async function postAlert(
  request: HttpRequest,
  client: DurableClient,
  context: InvocationContext,
): Promise<HttpResponseInit | HttpResponse> {
  const alert = understand(await readJson(request));
  const reason = reasonToIgnore(alert);
  if (reason !== undefined) {
    context.log(JSON.stringify({ alert: alert.rule, ignored: reason }));
    return { status: 200, jsonBody: { captures: 0, reason } };
  }
  const id = instanceIdOf(alert);
  if ((await findInstance(client, id)) === undefined) {
    await startInstance(client, 'captureOnAlert', id, requestFor(alert));
    context.log(JSON.stringify({ instanceId: id, alert: alert.rule, started: alert.targets }));
  }
  return client.createCheckStatusResponse(request, id);
}

function understand(body: unknown): Alert {
  try {
    return parseAlert(body);
  } catch (error) {
    if (!(error instanceof AlertError)) throw error;
    const isUnknown = error.code === 'UnknownSchema';
    throw new HttpProblem({
      kind: isUnknown ? 'unknown-schema' : 'invalid-alert',
      status: 400,
      title: isUnknown ? 'The schema of the alert is unknown' : 'The alert is not valid',
      detail: error.message,
      errors: error.errors,
    });
  }
}

function requestFor(alert: Alert): CaptureRequest {
  const { storageAccountId, timeLimitSeconds, bytesPerPacket, totalBytes, graceSeconds } =
    settings();
  return {
    alert,
    plan: { storageAccountId, timeLimitSeconds, bytesPerPacket, totalBytes, graceSeconds },
  };
}
