import type { QueueClient } from '@azure/storage-queue';
import { isQueueMissing } from './storage-errors.ts';

/** The methods of a queue that sending uses. */
export type SendingQueue = Pick<QueueClient, 'url' | 'sendMessage' | 'createIfNotExists'>;

/** Sends messages, and notifies the listeners of the same queue in this process. */
export class QueueSender {
  readonly #listeners = new Map<string, (() => void)[]>();

  /** Registers a callback for messages sent to the queue with that URL. */
  subscribe(queueUrl: string, notify: () => void): void {
    const listeners = this.#listeners.get(queueUrl) ?? [];
    this.#listeners.set(queueUrl, [...listeners, notify]);
  }

  /** Sends encoded texts one after another. Creates the queue when it does not exist. */
  async send(queue: SendingQueue, texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      try {
        await queue.sendMessage(text);
      } catch (error) {
        if (!isQueueMissing(error)) throw error;
        await queue.createIfNotExists();
        await queue.sendMessage(text);
      }
    }
    if (texts.length > 0) this.#listeners.get(queue.url)?.forEach((notify) => notify());
  }
}
