import type { Clock } from '../clock/clock.ts';

/** The pause between two polls. A notification ends it, or skips it if it has not begun. */
export class Pause {
  readonly #clock: Clock;
  #ended = false;
  #stopWaiting: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Forgets earlier notifications. */
  arm(): void {
    this.#ended = false;
  }

  end(): void {
    this.#ended = true;
    this.#stopWaiting();
  }

  async take(milliseconds: number): Promise<void> {
    if (this.#ended) return;
    await new Promise<void>((resolve) => {
      const alarm = this.#clock.wakeAt(this.#clock.now() + milliseconds, resolve);
      this.#stopWaiting = () => {
        alarm.cancel();
        resolve();
      };
    });
  }
}
