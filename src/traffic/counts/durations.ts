/** Distribution of durations, in milliseconds. */
export interface Spread {
  count: number;
  min: number;
  /** The median and the 95th percentile are accurate to 3 %. */
  median: number;
  p95: number;
  max: number;
}

/** The upper bound of each class of durations is 5 % above its lower bound. */
const growth = Math.log(1.05);

/** Collects any number of durations in bounded memory, in classes whose width grows with the duration. */
export class Durations {
  readonly #classes = new Map<number, number>();
  #count = 0;
  #min = Infinity;
  #max = 0;

  /** Adds a duration in microseconds. */
  add(duration: number): void {
    const key = Math.floor(Math.log(Math.max(duration, 1)) / growth);
    this.#classes.set(key, (this.#classes.get(key) ?? 0) + 1);
    this.#count += 1;
    this.#min = Math.min(this.#min, duration);
    this.#max = Math.max(this.#max, duration);
  }

  /** The distribution; undefined without durations. */
  spread(): Spread | undefined {
    if (this.#count === 0) return undefined;
    return {
      count: this.#count,
      min: toMilliseconds(this.#min),
      median: toMilliseconds(this.#quantile(0.5)),
      p95: toMilliseconds(this.#quantile(0.95)),
      max: toMilliseconds(this.#max),
    };
  }

  #quantile(share: number): number {
    const rank = Math.ceil(this.#count * share);
    let seen = 0;
    for (const [key, count] of [...this.#classes].sort(([one], [other]) => one - other)) {
      seen += count;
      const middle = Math.exp((key + 0.5) * growth);
      if (seen >= rank) return Math.min(Math.max(middle, this.#min), this.#max);
    }
    return this.#max;
  }
}

const toMilliseconds = (microseconds: number): number => Math.round(microseconds) / 1000;
