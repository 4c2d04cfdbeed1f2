import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { Clock } from '../clock/clock.ts';
import type { Invocation } from '../model/function-app.ts';
import { MessageLease, type LeasingQueue } from './message-lease.ts';
import { decodeMessage, parseText } from './queue-message.ts';
import type { QueueSettings } from './queue-settings.ts';

/** What handling a queue's messages takes. */
export interface QueueTriggerOptions {
  readonly queue: LeasingQueue;
  /** Takes the texts of messages that cannot be handled, as they came. */
  readonly poison?: { readonly name: string; readonly send: (text: string) => Promise<void> };
  readonly settings: QueueSettings;
  /** Hands bytes to the handler (`dataType: 'binary'`), not a text or what it says in JSON. */
  readonly binary: boolean;
  readonly clock: Clock;
  /** Calls the function; what it throws counts as a failed run. */
  readonly run: (
    invocation: Pick<Invocation, 'triggerData' | 'triggerMetadata'>,
  ) => Promise<unknown>;
  readonly onWarning: (message: string) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Runs a function for a message and settles the message, as the Functions host does
 * (`QueueProcessor` in github.com/Azure/azure-sdk-for-net): removed after a run that succeeded,
 * given back after one that failed, and moved to the poison queue after the last that may. Without
 * a poison queue it stays hidden until its lease ends.
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

/** How a message fared; `poison` says why it must not be tried again. */
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
