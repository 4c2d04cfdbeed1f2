/** One of the largest keys. Its sum is too low by at most `missing`. */
export interface HeavyHitter<T> {
  key: string;
  sum: number;
  missing: number;
  value: T;
}

/**
 * Finds the keys with the largest sums in a stream of any number of keys, in bounded memory. When it
 * holds twice as many keys as it keeps, it drops the smaller half. A dropped key that returns starts
 * again at 0, and misses at most the largest sum that was ever dropped. So every key with a larger sum
 * is found.
 */
export class HeavyHitters<T> {
  readonly #kept: number;
  readonly #create: () => T;
  readonly #reset: ((value: T) => void) | undefined;
  /** Dropped entries, used again for new keys: a flood of new keys would fill the heap. */
  readonly #spare: HeavyHitter<T>[] = [];
  readonly #entries = new Map<string, HeavyHitter<T>>();
  #forgotten = 0;

  /** @param reset makes the data of a dropped key like new, to use it again. */
  constructor(kept: number, create: () => T, reset?: (value: T) => void) {
    this.#kept = kept;
    this.#create = create;
    this.#reset = reset;
  }

  /** Adds to a key's sum and returns the data kept for the key. */
  add(key: string, amount: number): T {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      if (this.#entries.size >= this.#kept * 2) this.#forgetHalf();
      entry = this.#newEntry(key);
      this.#entries.set(key, entry);
    }
    entry.sum += amount;
    return entry.value;
  }

  /** The keys with the largest sums, in descending order. */
  top(count: number): HeavyHitter<T>[] {
    return this.#sorted().slice(0, count);
  }

  /** Number of keys held; the number of all keys when none was dropped. */
  get size(): number {
    return this.#entries.size;
  }

  /** Upper bound of the sum of a dropped key; 0 when none was dropped. */
  get forgotten(): number {
    return this.#forgotten;
  }

  #newEntry(key: string): HeavyHitter<T> {
    const spare = this.#spare.pop();
    if (spare === undefined) {
      return { key, sum: 0, missing: this.#forgotten, value: this.#create() };
    }
    this.#reset?.(spare.value);
    spare.key = key;
    spare.sum = 0;
    spare.missing = this.#forgotten;
    return spare;
  }

  #sorted(): HeavyHitter<T>[] {
    return [...this.#entries.values()].sort((one, other) => other.sum - one.sum);
  }

  /** Drops the smaller half, compared by the upper bound of each sum. */
  #forgetHalf(): void {
    const values = new Float64Array(this.#entries.size);
    let at = 0;
    for (const entry of this.#entries.values()) values[at++] = entry.sum + entry.missing;
    const bound = values.sort()[values.length - this.#kept] ?? 0;
    let above = 0;
    for (const value of values) if (value > bound) above += 1;
    let spare = this.#kept - above;
    for (const [key, entry] of this.#entries) {
      const most = entry.sum + entry.missing;
      if (most > bound) continue;
      if (most === bound && spare > 0) {
        spare -= 1;
        continue;
      }
      this.#forgotten = Math.max(this.#forgotten, most);
      this.#entries.delete(key);
      if (this.#reset !== undefined) this.#spare.push(entry);
    }
  }
}
