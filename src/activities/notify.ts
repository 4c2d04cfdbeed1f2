import type { InvocationContext } from '@azure/functions';
import { makeFileLinks } from '../azure/file-links.ts';
import { retryAfterSeconds } from '../azure/retry-after.ts';
import { StepError } from '../captures/failure.ts';
import { logLine } from '../captures/log-line.ts';
import type { CaptureReport } from '../captures/outcome.ts';
import { renderAdaptiveCard } from '../notifications/adaptive-card.ts';
import { renderBlockKit } from '../notifications/block-kit.ts';
import { renderCloudEvent } from '../notifications/cloud-event.ts';
import type { FileLinks } from '../notifications/links.ts';
import type { Format, Receiver } from '../notifications/receivers.ts';
import { logReceiver, receiverNames, receiversOf } from '../notifications/receivers.ts';
import { settings } from '../settings.ts';

const timeoutMs = 10_000;

interface Rendering {
  setting: string;
  contentType: string;
  render: (report: CaptureReport, links: FileLinks) => object;
}

const renderings: Record<Format, Rendering> = {
  webhook: {
    setting: 'NOTIFY_URL',
    contentType: 'application/cloudevents+json; charset=utf-8',
    render: renderCloudEvent,
  },
  teams: {
    setting: 'NOTIFY_TEAMS_URL',
    contentType: 'application/json; charset=utf-8',
    render: renderAdaptiveCard,
  },
  slack: {
    setting: 'NOTIFY_SLACK_URL',
    contentType: 'application/json; charset=utf-8',
    render: renderBlockKit,
  },
};

export interface NotifyRequest {
  /** Name from {@link listReceivers}. */
  receiver: string;
  report: CaptureReport;
}

/** Names of the configured receivers. */
export const listReceivers = async (): Promise<string[]> => receiverNames(settings().notifyUrls);

/**
 * Posts a report to a receiver, or logs it. The URL of a receiver and the links to files may contain
 * secrets, so they appear in no error message and no log.
 *
 * @throws {StepError} `NotificationRefused`, `NotificationFailed`, `NotificationNotSent` or `ReceiverUnknown`.
 */
export async function notify(
  { receiver: name, report }: NotifyRequest,
  context: InvocationContext,
): Promise<'sent' | 'logged'> {
  if (name === logReceiver) {
    context.log(
      logLine('notification', {
        ...aboutReport(report),
        notification: renderCloudEvent(report, {}),
      }),
    );
    return 'logged';
  }
  const receiver = receiversOf(settings().notifyUrls).find((one) => one.name === name);
  if (receiver === undefined) {
    throw new StepError(
      'ReceiverUnknown',
      `There is no receiver ${name} any more.`,
      'Nothing, if it was removed from the settings on purpose.',
    );
  }
  const { setting, contentType, render } = renderings[receiver.format];
  const advice = `Check ${setting}, and that its receiver is up and takes such messages.`;
  const { links, warnings } = await makeFileLinks(report);
  const complete = { ...report, warnings: [...report.warnings, ...warnings] };
  const body = JSON.stringify(render(complete, links));
  checkAnswer(await post(receiver, contentType, body, advice), advice);
  return 'sent';
}

const aboutReport = ({ id, alert, captures }: CaptureReport): Parameters<typeof logLine>[1] => ({
  instanceId: id,
  alert: alert.rule,
  vm: captures.map(({ vm }) => vm).join(' '),
});

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
      headers: { 'content-type': contentType },
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
