import type { Histories } from '../store/histories.ts';
import type { HistoryEvent } from '../model/history-event.ts';

/** A history as it stands in the store. */
export interface CachedHistory {
  executionId: string;
  events: HistoryEvent[];
}

/** Keeps the histories of the instances that were active last, so that a turn need not parse them anew. */
export class HistoryCache {
  readonly #histories: Histories;
  readonly #capacity: number;
  readonly #entries = new Map<string, CachedHistory>();
  readonly #sizes = new Map<string, number>();
  #size = 0;

  /** `capacity` is in events, of all histories together. */
  constructor(histories: Histories, capacity = 100_000) {
    this.#histories = histories;
    this.#capacity = capacity;
  }

  /** @throws DamagedHistoryError */
  get(instanceId: string, executionId: string): CachedHistory {
    const cached = this.#entries.get(instanceId);
    if (cached?.executionId === executionId) return cached;
    return { executionId, events: this.#histories.events(instanceId) };
  }

  put(instanceId: string, history: CachedHistory): void {
    this.drop(instanceId);
    this.#entries.set(instanceId, history);
    this.#sizes.set(instanceId, history.events.length);
    this.#size += history.events.length;
    while (this.#size > this.#capacity) {
      const oldest = this.#entries.keys().next();
      if (oldest.done) return;
      this.drop(oldest.value);
    }
  }

  drop(instanceId: string): void {
    this.#entries.delete(instanceId);
    this.#size -= this.#sizes.get(instanceId) ?? 0;
    this.#sizes.delete(instanceId);
  }
}
