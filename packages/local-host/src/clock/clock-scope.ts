import type { Alarm, Clock } from './clock.ts';
import type { VirtualClock } from './virtual-clock.ts';

/**
 * The clock of one host, on top of a shared virtual clock. When the host ends, for example by a
 * crash, {@link end} cancels its alarms and releases its holds; the shared clock keeps running.
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

  continueFrom(time: number): void {
    this.#clock.continueFrom(time);
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

  /** Waits as {@link VirtualClock.sleep} does. Never resolves if the scope ends first. */
  async sleep(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    const resume = this.#until(this.#clock.yieldHold());
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
