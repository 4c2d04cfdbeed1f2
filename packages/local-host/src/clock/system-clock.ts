import { uptime } from 'node:os';
import type { Alarm, Clock } from './clock.ts';

/** An alarm is checked this often, because a timer of Node stands still while the machine is suspended. */
const LONGEST_DELAY_MS = 60_000;

/** How often the clock looks whether the machine was suspended, and how precise that is. */
const SUSPENSION_CHECKED_MS = 1000;
const SHORTEST_SUSPENSION_MS = 5000;

/** What a {@link SystemClock} reads, all in milliseconds. */
export interface TimeSources {
  /** Since the Unix epoch. Anybody may set it. */
  wall(): number;
  /** Since any moment. On Linux it stands still while the machine is suspended. */
  monotonic(): number;
  /** Since the start of the machine, with suspensions. */
  uptime(): number;
}

const machine: TimeSources = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1000,
};

/**
 * The machine's own clock as it was at the start of the process, and the time that has passed since then.
 * Setting the machine's clock does not change it, so timers keep their length. Its alarms do not keep the
 * process alive.
 */
export class SystemClock implements Clock {
  readonly isVirtual = false;
  readonly #sources: TimeSources;
  /** What to add to the monotonic time. */
  #offset: number;
  /** Uptime without the time of suspensions that are known, minus the monotonic time. */
  #awake: number;
  #checkedAt: number;

  constructor(sources: TimeSources = machine) {
    this.#sources = sources;
    this.#checkedAt = sources.monotonic();
    this.#offset = sources.wall() - this.#checkedAt;
    this.#awake = sources.uptime() - this.#checkedAt;
  }

  now(): number {
    const monotonic = this.#sources.monotonic();
    if (monotonic - this.#checkedAt >= SUSPENSION_CHECKED_MS) this.#addSuspension(monotonic);
    return Math.floor(this.#offset + monotonic);
  }

  continueFrom(time: number): void {
    this.#offset += Math.max(0, time - this.now());
  }

  wakeAt(dueAt: number, callback: () => void): Alarm {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const delay = Math.min(Math.max(0, dueAt - this.now()), LONGEST_DELAY_MS);
      timer = setTimeout(() => (this.now() >= dueAt ? callback() : arm()), delay);
      timer.unref();
    };
    arm();
    return { cancel: () => clearTimeout(timer) };
  }

  hold(): () => void {
    return () => undefined;
  }

  #addSuspension(monotonic: number): void {
    this.#checkedAt = monotonic;
    const suspended = this.#sources.uptime() - monotonic - this.#awake;
    if (suspended < SHORTEST_SUSPENSION_MS) return;
    this.#offset += suspended;
    this.#awake += suspended;
  }
}
