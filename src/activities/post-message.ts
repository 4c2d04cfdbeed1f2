import { retryAfterSeconds } from '../azure/retry-after.ts';
import { StepError } from '../captures/failure.ts';
import type { Format, Receiver } from '../notifications/receivers.ts';
import { traceContext } from '../telemetry/spans.ts';

const timeoutMs = 10_000;

const formats: Record<Format, { setting: string; contentType: string }> = {
  webhook: { setting: 'NOTIFY_URL', contentType: 'application/cloudevents+json; charset=utf-8' },
  teams: { setting: 'NOTIFY_TEAMS_URL', contentType: 'application/json; charset=utf-8' },
  slack: { setting: 'NOTIFY_SLACK_URL', contentType: 'application/json; charset=utf-8' },
};

/**
 * Posts a message to a receiver, once. The URL of a receiver may contain secrets, so it appears in no error
 * message.
 *
 * @throws {StepError} `NotificationRefused`, `NotificationFailed` or `NotificationNotSent`.
 */
export async function postMessage(receiver: Receiver, message: object): Promise<void> {
  const { setting, contentType } = formats[receiver.format];
  const advice = `Check ${setting}, and that its receiver is up and takes such messages.`;
  checkAnswer(await post(receiver, contentType, JSON.stringify(message), advice), advice);
}

function checkAnswer({ ok, status, headers }: Response, advice: string): void {
  if (ok) return;
  if (status === 429 || status >= 500) {
    const wait = retryAfterSeconds(headers);
    throw new StepError('NotificationFailed', `The receiver answered ${status}.`, advice, {
      transient: true,
      ...(wait !== undefined && { retryAfterSeconds: wait }),
    });
  }
  const redirect = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  throw new StepError('NotificationRefused', `The receiver answered ${status}${redirect}.`, advice);
}

async function post(
  { url }: Receiver,
  contentType: string,
  body: string,
  advice: string,
): Promise<Response> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': contentType, ...traceContext() },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response;
  } catch (error) {
    throw new StepError('NotificationNotSent', `No answer: ${reasonOf(error)}.`, advice, {
      transient: true,
    });
  }
}

/** Code of a failed request. Its message may contain the URL. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name ?? 'unknown';
}
