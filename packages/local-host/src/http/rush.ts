// Longer than a round of the event loop takes, when the engine has much to do.
const RECENT_MS = 50;
// So many connections that came without a break, while others were being answered.
const MANY = 10;
// Requests that begin in one round of the event loop.
const BATCH = 100;
// Rounds that they wait for the rest of those who connect; without work, one takes a tenth of a millisecond.
const PATIENCE = 500;

/**
 * Tells when many clients connect at once, as in a storm of alerts, and lets their requests begin in an
 * order that answers all of them soonest. A server takes one connection in each round of the event loop:
 * so all that wait are taken first, and then their requests begin some at a time, which can share a flush
 * to disk.
 */
export class Rush {
  #connections = 0;
  #activeAt = -Infinity;
  #hasConnected = false;
  #waiting: (() => void)[] = [];
  /** For which they have waited while others connected. */
  #rounds = 0;

  /** Whether it goes on: clients connect, or are being answered. */
  get isOn(): boolean {
    return this.#connections >= MANY && this.#isRecent();
  }

  /** Hears of a connection, while so many requests are being answered. */
  connected(underWay: number): void {
    if (!this.#isRecent()) this.#connections = 0;
    // One client that connects anew for each request has none under way.
    if (underWay > 0) this.#connections++;
    this.#activeAt = performance.now();
    this.#hasConnected = true;
  }

  /** Hears of an answer. */
  answered(): void {
    if (this.isOn) this.#activeAt = performance.now();
  }

  /** Resolves when a request that has come may begin; undefined for at once. */
  turn(): Promise<void> | undefined {
    if (!this.isOn) return undefined;
    if (this.#waiting.length === 0) setImmediate(this.#round);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  readonly #round = (): void => {
    if (this.#hasConnected && this.#rounds < PATIENCE) {
      this.#rounds++;
    } else {
      this.#rounds = 0;
      for (const begin of this.#waiting.splice(0, BATCH)) begin();
    }
    this.#hasConnected = false;
    if (this.#waiting.length > 0) setImmediate(this.#round);
  };

  #isRecent(): boolean {
    return performance.now() - this.#activeAt < RECENT_MS;
  }
}
