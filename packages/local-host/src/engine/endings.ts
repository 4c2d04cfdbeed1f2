import type { Clock } from '../clock/clock.ts';

/** Tells those who wait for an instance that it has come to an end. */
export class Endings {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Resolves when the instance ends, at `deadline` (epoch ms), or when `signal` is aborted. Look
   * afterwards which it was.
   */
  async wait(id: string, deadline: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const tell = () => resolve(undefined);
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting.add(tell));
    const alarm = this.#clock.wakeAt(deadline, tell);
    signal?.addEventListener('abort', tell, { once: true });
    await promise;
    alarm.cancel();
    waiting.delete(tell);
    if (waiting.size === 0) this.#waiting.delete(id);
  }

  announce(id: string): void {
    this.#waiting.get(id)?.forEach((tell) => tell());
  }

  /** Lets everybody go on, ended or not. */
  stop(): void {
    for (const id of this.#waiting.keys()) this.announce(id);
  }
}
