import type { Clock } from '../clock/clock.ts';

// At first the engine all but stands still: two seconds in all. Pressure that lasts longer slows it down to
// 500 pieces of work a second.
const FIRST = { pieces: 20, intervalMs: 100 };
const INTERVAL_MS = 2;

/**
 * Slows the engine down while others need the thread more: work that nobody waits for can begin a little
 * later, while a caller who waits too long gives up.
 */
export class Pace {
  readonly #isPressed: () => boolean;
  readonly #hold: Clock['hold'];
  readonly #waiting = new Set<() => void>();
  #mayNext = true;
  /** Pieces of work that have begun under this pressure. */
  #begun = 0;

  constructor(isPressed: () => boolean, hold: Clock['hold']) {
    this.#isPressed = isPressed;
    this.#hold = hold;
  }

  /** Whether a piece of work may begin now. If not, `again` is called when to ask again. */
  mayBegin(again: () => void): boolean {
    if (!this.#isPressed()) {
      this.#begun = 0;
      return true;
    }
    if (this.#mayNext) {
      this.#mayNext = false;
      this.#rest(this.#begun++ < FIRST.pieces ? FIRST.intervalMs : INTERVAL_MS);
      return true;
    }
    this.#waiting.add(again);
    return false;
  }

  // Real time, whatever the engine's clock shows: it is the thread that is to be shared.
  #rest(intervalMs: number): void {
    const release = this.#hold();
    setTimeout(() => {
      this.#mayNext = true;
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      for (const again of waiting) again();
      release();
    }, intervalMs);
  }
}
