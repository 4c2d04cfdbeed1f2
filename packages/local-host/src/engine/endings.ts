import type { Clock } from '../clock/clock.ts';

/** Notifies callers that wait for an instance to end. */
export class Endings {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Waits until the instance ends, until `deadline` (epoch ms), or until `stop` is called. The caller
   * must then check which of these happened.
   */
  wait(id: string, deadline: number): { over: Promise<void>; stop: () => void } {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const stop = () => resolve(undefined);
    const waiting = this.#waiting.get(id) ?? new Set();
    this.#waiting.set(id, waiting.add(stop));
    const alarm = this.#clock.wakeAt(deadline, stop);
    const over = promise.then(() => {
      alarm.cancel();
      waiting.delete(stop);
      if (waiting.size === 0) this.#waiting.delete(id);
    });
    return { over, stop };
  }

  /** True if a caller is waiting for the instance. */
  isAwaited(id: string): boolean {
    return this.#waiting.has(id);
  }

  announce(id: string): void {
    this.#waiting.get(id)?.forEach((notify) => notify());
  }

  /** Releases all waiting callers, whether their instance has ended or not. */
  stop(): void {
    for (const id of this.#waiting.keys()) this.announce(id);
  }
}
