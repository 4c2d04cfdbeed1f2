import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { Alarm, Clock } from '../clock/clock.ts';
import { isMessageLost } from './storage-errors.ts';

/** Time in seconds that a lease hides a message from other receivers, as in the Functions host. */
export const LEASE_SECONDS = 600;

/** The methods of a queue that a lease uses. */
export type LeasingQueue = Pick<QueueClient, 'updateMessage' | 'deleteMessage'>;

/**
 * Lease on a received message. It is renewed until the message is settled, so other receivers do not see
 * it.
 */
export class MessageLease {
  readonly #queue: LeasingQueue;
  readonly #messageId: string;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  #popReceipt: string;
  #alarm: Alarm | undefined;
  #renewing: Promise<void> | undefined;
  #settled = false;

  constructor(
    queue: LeasingQueue,
    { messageId, popReceipt }: DequeuedMessageItem,
    clock: Clock,
    onError: (error: unknown) => void,
  ) {
    this.#queue = queue;
    this.#messageId = messageId;
    this.#popReceipt = popReceipt;
    this.#clock = clock;
    this.#onError = onError;
    this.#renewIn(LEASE_SECONDS / 2);
  }

  /** Deletes the message, unless another receiver has it by now. */
  async delete(): Promise<void> {
    await this.settle();
    await this.#ifStillOurs(() => this.#queue.deleteMessage(this.#messageId, this.#popReceipt));
  }

  /** Releases the message. It becomes visible again after `seconds`. */
  async release(seconds: number): Promise<void> {
    await this.settle();
    await this.#ifStillOurs(() => this.#hide(seconds));
  }

  /** Stops renewing. The message becomes visible again when the lease ends. */
  async settle(): Promise<void> {
    this.#settled = true;
    this.#alarm?.cancel();
    await this.#renewing;
  }

  #renewIn(seconds: number): void {
    if (this.#settled) return;
    this.#alarm = this.#clock.wakeAt(this.#clock.now() + seconds * 1000, () => {
      this.#renewing = this.#renew();
    });
  }

  async #renew(): Promise<void> {
    try {
      await this.#hide(LEASE_SECONDS);
      this.#renewIn(LEASE_SECONDS / 2);
    } catch (error) {
      if (isMessageLost(error)) return;
      this.#onError(error);
      this.#renewIn(LEASE_SECONDS / 10);
    }
  }

  async #hide(seconds: number): Promise<void> {
    const updated = await this.#queue.updateMessage(
      this.#messageId,
      this.#popReceipt,
      undefined,
      seconds,
    );
    this.#popReceipt = updated.popReceipt ?? this.#popReceipt;
  }

  async #ifStillOurs(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!isMessageLost(error)) throw error;
    }
  }
}
