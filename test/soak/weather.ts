/** Random choices of a soak run. The same seed gives the same choices, though not the same moments. */
export class Weather {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from 0 up to 1. Source: Marsaglia, "Xorshift RNGs", 2003. */
  number(): number {
    // A state of 0 would remain 0.
    let next = this.#state || 1;
    next ^= next << 13;
    next ^= next >>> 17;
    next ^= next << 5;
    this.#state = next >>> 0;
    return this.#state / 2 ** 32;
  }

  /** Whether something happens that has this probability. */
  happens(probability: number): boolean {
    return this.number() < probability;
  }

  /** A whole number from 1 to `most`. */
  upTo(most: number): number {
    return 1 + Math.floor(this.number() * most);
  }

  /** Milliseconds until the next of several events that are independent of each other. */
  delay(averageSeconds: number): number {
    return -Math.log(1 - this.number()) * averageSeconds * 1000;
  }
}
