import type { Histories } from '../store/histories.ts';
import type { HistoryEvent } from '../model/history-event.ts';

/** A stored history. */
export interface CachedHistory {
  executionId: string;
  events: HistoryEvent[];
}

/** Caches the histories of recently active instances, so that a turn does not parse them again. */
export class HistoryCache {
  readonly #histories: Histories;
  readonly #capacity: number;
  readonly #entries = new Map<string, CachedHistory>();
  readonly #sizes = new Map<string, number>();
  #size = 0;

  /** `capacity` is the total number of events in all cached histories. */
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
