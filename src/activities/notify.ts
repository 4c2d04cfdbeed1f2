import type { InvocationContext } from '@azure/functions';
import { StepError } from '../captures/failure.ts';
import type { CaptureReport } from '../captures/outcome.ts';
import { renderCloudEvent } from '../notifications/cloud-event.ts';
import { settings } from '../settings.ts';

const timeoutMs = 10_000;

const advice = 'Check NOTIFY_URL, and that its receiver is up and takes CloudEvents.';

/**
 * Posts the report to `NOTIFY_URL`; without it, logs the report.
 * The URL may hold a secret: it stands in no message and no log.
 *
 * @throws {StepError} `NotificationRefused`, `NotificationFailed` or `NotificationNotSent`; the first is final.
 */
export async function notify(
  report: CaptureReport,
  context: InvocationContext,
): Promise<'sent' | 'logged'> {
  const event = renderCloudEvent(report);
  const [notifyUrl] = settings().notifyUrls.webhook;
  if (notifyUrl === undefined) {
    context.log(JSON.stringify(event));
    return 'logged';
  }
  const response = await post(notifyUrl, JSON.stringify(event));
  const { status } = response;
  await response.body?.cancel();
  if (response.ok) return 'sent';
  if (status === 429 || status >= 500) {
    throw new StepError('NotificationFailed', `The receiver answered ${status}.`, advice, {
      transient: true,
    });
  }
  const redirect = status >= 300 && status < 400 ? '; redirects are not followed' : '';
  throw new StepError('NotificationRefused', `The receiver answered ${status}${redirect}.`, advice);
}

async function post(url: string, body: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw new StepError('NotificationNotSent', `No answer: ${reasonOf(error)}.`, advice, {
      transient: true,
    });
  }
}

/** Only the code: the message of a failed request may quote its URL. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name ?? 'unknown';
}
