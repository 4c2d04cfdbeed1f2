import type { Alarm, Clock } from './clock.ts';
import type { VirtualClock } from './virtual-clock.ts';

/**
 * A clock for one life of a host: when that ends, by a crash perhaps, its alarms are silent and what
 * it held is free, while the clock behind it goes on.
 */
export class ClockScope implements Clock {
  readonly isVirtual = true;
  readonly #clock: VirtualClock;
  readonly #undo = new Set<() => void>();
  #ended = false;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  wakeAt(dueAt: number, callback: () => void): Alarm {
    if (this.#ended) return { cancel: () => undefined };
    const cancel = this.#until(() => {
      alarm.cancel();
    });
    const alarm = this.#clock.wakeAt(dueAt, () => {
      cancel();
      callback();
    });
    return { cancel };
  }

  hold(): () => void {
    return this.#ended ? () => undefined : this.#until(this.#clock.hold());
  }

  /** As {@link VirtualClock.sleep}; one that is cut off by the end never wakes. */
  async sleep(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    const resume = this.#until(this.#clock.giveWay());
    await new Promise<void>((resolve) => {
      this.wakeAt(this.now() + milliseconds, () => {
        resume();
        resolve();
      });
    });
  }

  end(): void {
    this.#ended = true;
    for (const undo of this.#undo) undo();
    this.#undo.clear();
  }

  #until(undo: () => void): () => void {
    this.#undo.add(undo);
    return () => {
      this.#undo.delete(undo);
      undo();
    };
  }
}
