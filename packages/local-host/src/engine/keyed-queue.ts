import type { Clock } from '../clock/clock.ts';

/** A run that has made its writes. */
export interface Run {
  /** Settles when these are committed, or lost. */
  committed: Promise<void>;
  /** Wakes those for whom there is something now. */
  wakeOthers: () => void;
}

/** A run that had nothing to do. */
export const NO_RUN: Run = { committed: Promise.resolve(), wakeOthers: () => undefined };

/**
 * Runs work by key: at most one run of a key at a time, in the order in which they woke. A key that
 * wakes while it runs, runs once more, as soon as the first run has made its writes. Until these are
 * committed, a run counts among the `limit` that may be under way. No run may reject.
 */
export class KeyedQueue {
  readonly #limit: number;
  readonly #run: (key: string) => Promise<Run>;
  readonly #hold: Clock['hold'];
  readonly #ready = new Set<string>();
  readonly #running = new Set<string>();
  #underWay = 0;
  #stopped = false;
  #whenDrained: (() => void) | undefined;

  constructor(
    limit: number,
    run: (key: string) => Promise<Run>,
    hold: Clock['hold'] = () => () => undefined,
  ) {
    this.#limit = limit;
    this.#run = run;
    this.#hold = hold;
  }

  wake(key: string): void {
    this.#ready.add(key);
    this.#fill();
  }

  /** Whether nothing runs and nothing waits. */
  get idle(): boolean {
    return this.#ready.size === 0 && this.#underWay === 0;
  }

  /** Begins nothing more; resolves when what runs has come to its end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#ready.clear();
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => (this.#whenDrained = resolve));
  }

  #fill(): void {
    if (this.#stopped) return;
    for (const key of this.#ready) {
      if (this.#underWay >= this.#limit) return;
      if (this.#running.has(key)) continue;
      this.#ready.delete(key);
      void this.#begin(key);
    }
  }

  async #begin(key: string): Promise<void> {
    this.#running.add(key);
    this.#underWay++;
    const release = this.#hold();
    const { committed, wakeOthers } = await this.#run(key);
    this.#running.delete(key);
    wakeOthers();
    this.#fill();
    await committed;
    this.#underWay--;
    if (this.#underWay === 0) this.#whenDrained?.();
    this.#fill();
    release();
  }
}
