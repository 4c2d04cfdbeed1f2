/** One of the largest, by a sum that is too low by `missing` at most. */
export interface HeavyHitter<T> {
  key: string;
  sum: number;
  missing: number;
  value: T;
}

/**
 * Finds the keys with the largest sums in a stream of any number of keys, with bounded memory: when
 * there are twice as many as are kept, the smaller half is forgotten. A key that comes again begins
 * anew, and is known to lack no more than the largest sum that was ever forgotten; so any key whose
 * sum is larger than that is found.
 */
export class HeavyHitters<T> {
  readonly #kept: number;
  readonly #create: () => T;
  readonly #entries = new Map<string, HeavyHitter<T>>();
  #forgotten = 0;

  constructor(kept: number, create: () => T) {
    this.#kept = kept;
    this.#create = create;
  }

  /** Adds to a key's sum, and gives what else is kept for it. */
  add(key: string, amount: number): T {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      if (this.#entries.size >= this.#kept * 2) this.#forgetHalf();
      entry = { key, sum: 0, missing: this.#forgotten, value: this.#create() };
      this.#entries.set(key, entry);
    }
    entry.sum += amount;
    return entry.value;
  }

  /** The largest, the largest first. */
  top(count: number): HeavyHitter<T>[] {
    return this.#sorted().slice(0, count);
  }

  /** How many are known; of all that there were, when nothing was forgotten. */
  get size(): number {
    return this.#entries.size;
  }

  /** What a key's sum may be that was forgotten; 0 when none was. */
  get forgotten(): number {
    return this.#forgotten;
  }

  #sorted(): HeavyHitter<T>[] {
    return [...this.#entries.values()].sort((one, other) => other.sum - one.sum);
  }

  /** Those that lack much may be larger than they look, so all are judged by the most they may be. */
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
    }
  }
}
