/** Runs at most `limit` functions at the same time. The others wait, in the order of their calls. */
export class ConcurrencyLimit {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** True while functions wait. */
  get isExceeded(): boolean {
    return this.#waiting.length > 0;
  }

  /** Settles as the function does. */
  async run<T>(body: () => Promise<T>): Promise<T> {
    if (this.#running === this.#limit) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      return await body();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
