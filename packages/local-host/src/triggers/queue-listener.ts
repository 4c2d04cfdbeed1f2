import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { Clock } from '../clock/clock.ts';
import { LEASE_SECONDS, type LeasingQueue } from './message-lease.ts';
import { Pause } from './pause.ts';
import { MIN_POLLING_INTERVAL_MS, type QueueSettings } from './queue-settings.ts';
import { describeStorageError, isQueueMissing } from './storage-errors.ts';

/** The methods of a queue that listening uses. */
export type ListeningQueue = Pick<QueueClient, 'name' | 'receiveMessages'> & LeasingQueue;

/** Options of {@link QueueListener}. */
export interface QueueListenerOptions {
  readonly queue: ListeningQueue;
  readonly settings: QueueSettings;
  readonly clock: Clock;
  /** Handles a message completely. Must not reject. */
  readonly handle: (message: DequeuedMessageItem) => Promise<void>;
  /** Called when the queue cannot be read, and when it can be read again. */
  readonly onState: (level: 'warning' | 'information', message: string) => void;
}

/**
 * Receives a queue's messages for one function, like `QueueListener` of the Functions host: in batches
 * while there are messages, and with growing delays while there are none.
 */
export class QueueListener {
  readonly #options: QueueListenerOptions;
  readonly #handling = new Set<Promise<void>>();
  readonly #pause: Pause;
  #listening: Promise<void> | undefined;
  #failing = false;
  #stopped = false;

  constructor(options: QueueListenerOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
  }

  start(): void {
    this.#listening = this.#listen();
  }

  /** Polls the queue at once. */
  notify(): void {
    this.#pause.end();
  }

  /** Stops receiving, and waits for the messages that are being handled. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pause.end();
    await this.#listening;
    await Promise.all(this.#handling);
  }

  async #listen(): Promise<void> {
    const { settings } = this.#options;
    let pause = MIN_POLLING_INTERVAL_MS;
    while (!this.#stopped) {
      this.#pause.arm();
      const messages = await this.#fetch();
      messages.forEach((message) => this.#handle(message));
      if (messages.length > 0) {
        pause = MIN_POLLING_INTERVAL_MS;
        await this.#untilAtMost(settings.newBatchThreshold);
      } else {
        await this.#pause.take(pause);
        pause = Math.min(pause * 2, settings.maxPollingIntervalMs);
      }
    }
  }

  async #fetch(): Promise<DequeuedMessageItem[]> {
    const { queue, settings, clock } = this.#options;
    const release = clock.hold();
    try {
      const { receivedMessageItems } = await queue.receiveMessages({
        numberOfMessages: settings.batchSize,
        visibilityTimeout: LEASE_SECONDS,
      });
      this.#noteState();
      return receivedMessageItems;
    } catch (error) {
      // A queue that does not exist yet counts as empty.
      this.#noteState(isQueueMissing(error) ? undefined : error);
      return [];
    } finally {
      release();
    }
  }

  #noteState(error?: unknown): void {
    const { queue, onState } = this.#options;
    if (error === undefined && this.#failing) {
      onState('information', `The queue "${queue.name}" can be read again.`);
    } else if (error !== undefined && !this.#failing) {
      const reason = describeStorageError(error);
      onState('warning', `The queue "${queue.name}" cannot be read; trying on. ${reason}`);
    }
    this.#failing = error !== undefined;
  }

  #handle(message: DequeuedMessageItem): void {
    const release = this.#options.clock.hold();
    const handling = this.#options.handle(message).finally(() => {
      release();
      this.#handling.delete(handling);
    });
    this.#handling.add(handling);
  }

  async #untilAtMost(count: number): Promise<void> {
    while (this.#handling.size > count && !this.#stopped) await Promise.race(this.#handling);
  }
}
