import type { InvocationContext } from '@azure/functions';
import { toFailure } from '../azure/errors.ts';
import type { CaptureStart } from '../captures/capture-start.ts';
import type { Failure } from '../captures/failure.ts';
import { logLine } from '../captures/log-line.ts';
import { cardFor } from '../notifications/adaptive-card.ts';
import { blocksFor } from '../notifications/block-kit.ts';
import { renderStartedEvent } from '../notifications/cloud-event.ts';
import type { Format } from '../notifications/receivers.ts';
import { receiversOf } from '../notifications/receivers.ts';
import { startMessage } from '../notifications/start-message.ts';
import { settings } from '../settings.ts';
import { postMessage } from './post-message.ts';

const renderings: Record<Format, (start: CaptureStart) => object> = {
  webhook: (start) => renderStartedEvent(start),
  teams: (start) => cardFor(startMessage(start)),
  slack: (start) => blocksFor(startMessage(start)),
};

/** A receiver that did not get the message. */
export interface Unreached {
  receiver: string;
  failure: Failure;
}

/**
 * Tells all receivers that a capture has started, or the log if there are none. Each gets one attempt, since
 * the news is soon old and the message about the end follows.
 *
 * @returns the receivers that did not get it.
 */
export async function announceCapture(
  start: CaptureStart,
  context: InvocationContext,
): Promise<Unreached[]> {
  const receivers = receiversOf(settings().notifyUrls);
  if (receivers.length === 0) {
    const { alert, capture } = start;
    const subject = { instanceId: alert.id, alert: alert.rule, vm: capture.vm };
    const notification = renderStartedEvent(start);
    context.log(logLine('notification', { ...subject, notification }));
  }
  const attempts = receivers.map(async (receiver): Promise<Unreached | undefined> => {
    try {
      await postMessage(receiver, renderings[receiver.format](start));
      return undefined;
    } catch (error) {
      return { receiver: receiver.name, failure: toFailure(error, 'announceCapture') };
    }
  });
  return (await Promise.all(attempts)).filter((one) => one !== undefined);
}
