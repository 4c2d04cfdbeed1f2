import type { QueueClient } from '@azure/storage-queue';
import { isQueueMissing } from './queue-errors.ts';

/** What sending needs of a queue. */
export type SendingQueue = Pick<QueueClient, 'url' | 'sendMessage' | 'createIfNotExists'>;

/** Sends messages, and tells those who listen to the same queue in this process. */
export class QueueSender {
  readonly #listeners = new Map<string, (() => void)[]>();

  /** Calls back whenever something was sent to the queue of that URL. */
  subscribe(queueUrl: string, notify: () => void): void {
    const listeners = this.#listeners.get(queueUrl) ?? [];
    this.#listeners.set(queueUrl, [...listeners, notify]);
  }

  /** Sends encoded texts one after another; makes the queue when there is none. */
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
