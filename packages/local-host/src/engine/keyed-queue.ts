import type { Clock } from '../clock/clock.ts';
import type { Pace } from './pace.ts';

/**
 * Runs work by key: at most one run of a key at a time, at most `limit` keys at once, in the order in
 * which they woke. A key that wakes while it runs, runs once more.
 */
export class KeyedQueue {
  readonly #limit: number;
  readonly #run: (key: string) => Promise<void>;
  readonly #hold: Clock['hold'];
  readonly #pace: Pick<Pace, 'mayBegin'>;
  readonly #again = () => this.#fill();
  readonly #ready = new Set<string>();
  readonly #running = new Set<string>();
  #stopped = false;
  #whenDrained: (() => void) | undefined;

  constructor(
    limit: number,
    run: (key: string) => Promise<void>,
    hold: Clock['hold'] = () => () => undefined,
    pace: Pick<Pace, 'mayBegin'> = { mayBegin: () => true },
  ) {
    this.#limit = limit;
    this.#run = run;
    this.#hold = hold;
    this.#pace = pace;
  }

  wake(key: string): void {
    this.#ready.add(key);
    this.#fill();
  }

  /** Whether nothing runs and nothing waits. */
  get idle(): boolean {
    return this.#ready.size === 0 && this.#running.size === 0;
  }

  /** Begins nothing more; resolves when what runs has come to its end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#ready.clear();
    if (this.#running.size === 0) return;
    await new Promise<void>((resolve) => (this.#whenDrained = resolve));
  }

  #fill(): void {
    if (this.#stopped) return;
    for (const key of this.#ready) {
      if (this.#running.size >= this.#limit) return;
      if (this.#running.has(key)) continue;
      if (!this.#pace.mayBegin(this.#again)) return;
      this.#ready.delete(key);
      this.#running.add(key);
      const release = this.#hold();
      void this.#run(key).finally(() => {
        this.#running.delete(key);
        if (this.#running.size === 0) this.#whenDrained?.();
        this.#fill();
        release();
      });
    }
  }
}
