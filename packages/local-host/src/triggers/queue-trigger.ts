import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { Clock } from '../clock/clock.ts';
import type { Invocation } from '../model/function-app.ts';
import { MessageLease, type LeasingQueue } from './message-lease.ts';
import { decodeMessage, parseText } from './queue-message.ts';
import type { QueueSettings } from './queue-settings.ts';

/** Options for handling the messages of a queue. */
export interface QueueTriggerOptions {
  readonly queue: LeasingQueue;
  /** Queue for messages that cannot be handled. `send` gets their text unchanged. */
  readonly poison?: { readonly name: string; readonly send: (text: string) => Promise<void> };
  readonly settings: QueueSettings;
  /** Passes bytes to the handler (`dataType: 'binary'`) instead of text or parsed JSON. */
  readonly binary: boolean;
  readonly clock: Clock;
  /** Calls the function. A thrown error counts as a failed run. */
  readonly run: (
    invocation: Pick<Invocation, 'triggerData' | 'triggerMetadata'>,
  ) => Promise<unknown>;
  readonly onWarning: (message: string) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Runs a function for a message and settles the message, as the Functions host does (`QueueProcessor` in
 * github.com/Azure/azure-sdk-for-net). A message is deleted after a successful run, released after a
 * failed run, and moved to the poison queue after the last allowed run. Without a poison queue it stays
 * hidden until its lease ends.
 */
export async function handleMessage(
  options: QueueTriggerOptions,
  message: DequeuedMessageItem,
): Promise<void> {
  const { queue, poison, settings, clock, onWarning, onError } = options;
  const lease = new MessageLease(queue, message, clock, onError);
  try {
    const outcome = await runFor(options, message);
    if (outcome === 'succeeded') {
      await lease.delete();
    } else if (!poison) {
      await lease.settle();
    } else if (outcome === 'failed') {
      await lease.release(settings.visibilityTimeoutSeconds);
    } else {
      await poison.send(message.messageText);
      await lease.delete();
      onWarning(
        `Message ${message.messageId} ${outcome.poison}; it was moved to "${poison.name}".`,
      );
    }
  } catch (error) {
    onError(error);
    await lease.settle();
  }
}

/** Result of handling a message. `poison` is the reason why it must not be retried. */
type Outcome = 'succeeded' | 'failed' | { readonly poison: string };

async function runFor(
  { settings, binary, run, onError }: QueueTriggerOptions,
  message: DequeuedMessageItem,
): Promise<Outcome> {
  const { maxDequeueCount, messageEncoding } = settings;
  const usedUp = { poison: `has been tried ${maxDequeueCount} times` };
  const body = decodeMessage(message.messageText, messageEncoding);
  if (!body) return { poison: `is not in ${messageEncoding}` };
  if (message.dequeueCount > maxDequeueCount) return usedUp;
  try {
    await run(invocationFor(message, body, binary));
    return 'succeeded';
  } catch (error) {
    onError(error);
    return message.dequeueCount < maxDequeueCount ? 'failed' : usedUp;
  }
}

function invocationFor(message: DequeuedMessageItem, body: Buffer, binary: boolean) {
  const value = parseText(body.toString());
  return {
    triggerData: { value: binary ? body : value },
    triggerMetadata: {
      queueTrigger: value,
      id: message.messageId,
      dequeueCount: message.dequeueCount,
      popReceipt: message.popReceipt,
      insertionTime: message.insertedOn.toISOString(),
      expirationTime: message.expiresOn.toISOString(),
      nextVisibleTime: message.nextVisibleOn.toISOString(),
    },
  };
}
