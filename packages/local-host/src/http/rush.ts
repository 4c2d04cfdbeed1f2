// So many connections without a break, while others were being answered.
const MANY = 10;
// Longer than a round of the event loop takes, when the engine has much to do.
const BREAK_MS = 50;
// Longer than the answers to a batch take, unless they wait for something.
const STALLED_MS = 200;
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
  #connectedAt = -Infinity;
  /** Requests that had to wait, and are not answered. */
  #unanswered = 0;
  #progressAt = -Infinity;
  #hasConnected = false;
  #waiting: (() => void)[] = [];
  /** For which they have waited while others connected. */
  #rounds = 0;

  /** Whether it goes on: clients connect, or are being answered. */
  get isOn(): boolean {
    if (this.#connections < MANY) return false;
    const now = performance.now();
    if (now - this.#connectedAt < BREAK_MS) return true;
    return this.#unanswered > 0 && now - this.#progressAt < STALLED_MS;
  }

  /** Hears of a connection, while so many requests are being answered. */
  connected(underWay: number): void {
    const now = performance.now();
    if (now - this.#connectedAt > BREAK_MS && !this.isOn) this.#connections = 0;
    // One client that connects anew for each request has none under way.
    if (underWay > 0) this.#connections++;
    this.#connectedAt = now;
    this.#hasConnected = true;
  }

  /** Has the first request of a connection answered, when it is its turn. */
  async answerFirst(answer: () => Promise<unknown>): Promise<void> {
    if (!this.isOn) {
      await answer();
      return;
    }
    this.#unanswered++;
    await this.#turn();
    try {
      await answer();
    } finally {
      this.#answered();
    }
  }

  #answered(): void {
    // Once it has stalled, it is over.
    if (this.isOn) this.#progressAt = performance.now();
    this.#unanswered--;
  }

  #turn(): Promise<void> {
    if (this.#waiting.length === 0) setImmediate(this.#round);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  readonly #round = (): void => {
    if (this.#hasConnected && this.#rounds < PATIENCE) {
      this.#rounds++;
    } else {
      this.#rounds = 0;
      this.#progressAt = performance.now();
      for (const begin of this.#waiting.splice(0, BATCH)) begin();
    }
    this.#hasConnected = false;
    if (this.#waiting.length > 0) setImmediate(this.#round);
  };
}
