import type { Alarm, Clock } from '../clock/clock.ts';

interface Waiting {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** A clock for tests that advances only when the test moves it. */
export class HandClock implements Clock {
  readonly isVirtual = true;
  /** Number of holds that have not been released. */
  held = 0;
  #now: number;
  readonly #waiting = new Set<Waiting>();

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  continueFrom(time: number): void {
    this.#now = Math.max(this.#now, time);
  }

  wakeAt(dueAt: number, callback: () => void): Alarm {
    const waiting = { dueAt, callback };
    this.#waiting.add(waiting);
    return { cancel: () => void this.#waiting.delete(waiting) };
  }

  hold(): () => void {
    this.held += 1;
    return () => void (this.held -= 1);
  }

  /** Due times of the alarms in seconds from now, soonest first. */
  get alarms(): number[] {
    return [...this.#waiting].map(({ dueAt }) => (dueAt - this.#now) / 1000).sort((a, b) => a - b);
  }

  /** Advances to a time and fires the alarms that are due by then, one after another. */
  async goTo(time: string): Promise<void> {
    const end = Date.parse(time);
    for (;;) {
      await settled();
      const [first] = [...this.#waiting]
        .filter(({ dueAt }) => dueAt <= end)
        .sort((a, b) => a.dueAt - b.dueAt);
      if (!first) break;
      this.#waiting.delete(first);
      this.#now = Math.max(this.#now, first.dueAt);
      first.callback();
    }
    this.#now = end;
  }
}

/** Waits until everything that needs no clock time has finished. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
