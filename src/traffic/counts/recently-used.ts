/**
 * A map by number that keeps the most recently used entries, and at most twice its capacity. When the
 * younger half is full, the older half is dropped.
 */
export class RecentlyUsed<T> {
  readonly #most: number;
  #young = new Map<number, T>();
  #old = new Map<number, T>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: number): T | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.set(key, old);
    return old;
  }

  set(key: number, value: T): void {
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: number): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
