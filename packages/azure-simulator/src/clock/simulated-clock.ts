import { advanced, realTime, simulatedTime, withScale, type TimeLine } from './time-line.ts';

/** The persisted state of a clock. */
export interface ClockState extends TimeLine {
  /** True if asynchronous operations of Resource Manager complete as soon as they are accepted. */
  readonly instant: boolean;
}

// With a Retry-After of 0 while time stands still, a client would poll in a tight loop.
const RETRY_AFTER_WHILE_FROZEN = 1;

/** The simulated time. Only this class reads the real clock to compute it. */
export class SimulatedClock {
  #state: ClockState;
  #onChange: (state: ClockState) => void = () => {};

  constructor(state: ClockState) {
    this.#state = state;
  }

  /** Simulated time in whole milliseconds since 1970. */
  now(): number {
    return Math.floor(simulatedTime(this.#state, Date.now()));
  }

  get state(): ClockState {
    return this.#state;
  }

  /** Called after each jump or change of speed, with the state to persist. */
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

  /** Real milliseconds until a simulated time: 0 when it has passed, Infinity when time stands still. */
  realDelayUntil(simulated: number): number {
    return Math.max(0, realTime(this.#state, simulated) - Date.now());
  }

  /** Completion time of an asynchronous operation that starts now and takes `seconds`. */
  doneAfter(seconds: number): number {
    return this.now() + (this.#state.instant ? 0 : seconds * 1000);
  }

  /** Retry-After value in real seconds for a wait of `seconds` in simulated time. */
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
