import type { Clock } from '../clock/clock.ts';

// The engine still begins 500 pieces of work a second.
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

  constructor(isPressed: () => boolean, hold: Clock['hold']) {
    this.#isPressed = isPressed;
    this.#hold = hold;
  }

  /** Whether a piece of work may begin now. If not, `again` is called when to ask again. */
  mayBegin(again: () => void): boolean {
    if (!this.#isPressed()) return true;
    if (this.#mayNext) {
      this.#mayNext = false;
      this.#rest();
      return true;
    }
    this.#waiting.add(again);
    return false;
  }

  // Real time, whatever the engine's clock shows: it is the thread that is to be shared.
  #rest(): void {
    const release = this.#hold();
    setTimeout(() => {
      this.#mayNext = true;
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      for (const again of waiting) again();
      release();
    }, INTERVAL_MS);
  }
}
