import type { Clock } from '../clock/clock.ts';

// For three seconds the engine begins 50 pieces of work a second; where the pressure lasts, 500 from then on.
const RUSH = { intervalMs: 20, pieces: 150 };
const LATER_MS = 2;

/**
 * Slows the engine down while others need the thread more: work that nobody waits for can begin a little
 * later, while a caller who waits too long gives up.
 */
export class Pace {
  readonly #isPressed: () => boolean;
  readonly #hold: Clock['hold'];
  readonly #waiting = new Set<() => void>();
  #mayNext = true;
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
      this.#begun++;
      this.#rest();
      return true;
    }
    this.#waiting.add(again);
    return false;
  }

  // Real time, whatever the engine's clock shows: it is the thread that is to be shared.
  #rest(): void {
    const release = this.#hold();
    setTimeout(
      () => {
        this.#mayNext = true;
        const waiting = [...this.#waiting];
        this.#waiting.clear();
        for (const again of waiting) again();
        release();
      },
      this.#begun <= RUSH.pieces ? RUSH.intervalMs : LATER_MS,
    );
  }
}
