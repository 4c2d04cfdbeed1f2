import type { InvocationContext } from '@azure/functions';
import { makeFileLinks } from '../azure/file-links.ts';
import { StepError } from '../captures/failure.ts';
import { logLine } from '../captures/log-line.ts';
import type { CaptureReport } from '../captures/outcome.ts';
import { renderAdaptiveCard } from '../notifications/adaptive-card.ts';
import { renderBlockKit } from '../notifications/block-kit.ts';
import { renderCloudEvent } from '../notifications/cloud-event.ts';
import type { FileLinks } from '../notifications/links.ts';
import type { Format } from '../notifications/receivers.ts';
import { logReceiver, receiversOf } from '../notifications/receivers.ts';
import { settings } from '../settings.ts';
import { postMessage } from './post-message.ts';

const renderings: Record<Format, (report: CaptureReport, links: FileLinks) => object> = {
  webhook: renderCloudEvent,
  teams: renderAdaptiveCard,
  slack: renderBlockKit,
};

export interface NotifyRequest {
  /** Name from `listReceivers`. */
  receiver: string;
  report: CaptureReport;
}

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
  const { links, warnings } = await makeFileLinks(report);
  const complete = { ...report, warnings: [...report.warnings, ...warnings] };
  await postMessage(receiver, renderings[receiver.format](complete, links));
  return 'sent';
}

const aboutReport = ({ id, alert, captures }: CaptureReport): Parameters<typeof logLine>[1] => ({
  instanceId: id,
  alert: alert.rule,
  vm: captures.map(({ vm }) => vm).join(' '),
});
