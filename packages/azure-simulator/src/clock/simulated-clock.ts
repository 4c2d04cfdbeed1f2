import { advanced, realTime, simulatedTime, withScale, type TimeLine } from './time-line.ts';

/** What is kept of a clock between two runs. */
export interface ClockState extends TimeLine {
  /** Asynchronous operations of Resource Manager are done as soon as they are accepted. */
  readonly instant: boolean;
}

// A client that is told 0 while time stands still would ask in a tight loop.
const RETRY_AFTER_WHILE_FROZEN = 1;

/** The simulator's own time. Everything here asks this clock; nothing else reads the machine's. */
export class SimulatedClock {
  #state: ClockState;
  #onChange: (state: ClockState) => void = () => {};

  constructor(state: ClockState) {
    this.#state = state;
  }

  /** Whole milliseconds since 1970, simulated. */
  now(): number {
    return Math.floor(simulatedTime(this.#state, Date.now()));
  }

  get state(): ClockState {
    return this.#state;
  }

  /** Called after each change of speed or jump, with what to keep. */
  onChange(listener: (state: ClockState) => void): void {
    this.#onChange = listener;
  }

  set(change: { scale?: number; instant?: boolean }): void {
    const line = withScale(this.#state, Date.now(), change.scale ?? this.#state.scale);
    this.#become({ ...line, instant: change.instant ?? this.#state.instant });
  }

  advance(milliseconds: number): void {
    this.#become({ ...advanced(this.#state, milliseconds), instant: this.#state.instant });
  }

  /** Real milliseconds until the simulated time is reached: 0 when past, Infinity when frozen. */
  realDelayUntil(simulated: number): number {
    return Math.max(0, realTime(this.#state, simulated) - Date.now());
  }

  /** When an asynchronous operation that takes `seconds` and begins now is done. */
  doneAfter(seconds: number): number {
    return this.now() + (this.#state.instant ? 0 : seconds * 1000);
  }

  /** A Retry-After value in real seconds, for a wait of `seconds` in simulated time. */
  retryAfter(seconds: number): number {
    if (this.#state.instant) return 0;
    return this.#state.scale === 0
      ? RETRY_AFTER_WHILE_FROZEN
      : Math.floor(seconds / this.#state.scale);
  }

  #become(state: ClockState): void {
    this.#state = state;
    this.#onChange(state);
  }
}
