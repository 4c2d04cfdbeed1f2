import type { Alarm, Clock } from './clock.ts';
import { toMilliseconds, type Duration } from './duration.ts';

/** Options of a virtual clock. */
export interface VirtualClockOptions {
  /** ISO 8601, or milliseconds since the Unix epoch; 2026-01-01T00:00:00Z when absent. */
  start?: string | number | Date;
  /** Jumps to the next alarm automatically whenever no work is in progress. */
  skipIdleTime?: boolean;
}

interface Entry {
  dueAt: number;
  callback: () => void;
}

/**
 * A clock whose time does not pass by itself. {@link advance} moves it forward; {@link skip} jumps to
 * the next alarm, while no work that holds the clock is in progress. It changes no global
 * state, so hosts with separate clocks do not affect each other.
 */
export class VirtualClock implements Clock {
  readonly isVirtual = true;
  #now: number;
  /** Where the clock would stand if no time had passed. */
  #start: number;
  readonly #alarms = new Set<Entry>();
  readonly #skipIdleTime: boolean;
  #holds = 0;
  #yieldedHolds = 0;
  #whenIdle: (() => void)[] = [];
  #checking = false;
  #drivers = 0;
  readonly #followers = new Set<(driven: boolean) => void>();

  constructor({ start = '2026-01-01T00:00:00Z', skipIdleTime = false }: VirtualClockOptions = {}) {
    this.#now = new Date(start).getTime();
    if (Number.isNaN(this.#now)) throw new RangeError(`${JSON.stringify(start)} is not a date.`);
    this.#start = this.#now;
    this.#skipIdleTime = skipIdleTime;
  }

  now(): number {
    return this.#now;
  }

  continueFrom(time: number): void {
    this.set(Math.max(0, time - this.#now));
  }

  /** Milliseconds that have passed since the start, however the clock was {@link set}. */
  elapsed(): number {
    return this.#now - this.#start;
  }

  wakeAt(dueAt: number, callback: () => void): Alarm {
    const entry: Entry = { dueAt, callback };
    this.#alarms.add(entry);
    if (dueAt <= this.#now) {
      const release = this.hold();
      setImmediate(() => {
        if (this.#alarms.delete(entry)) callback();
        release();
      });
    } else this.#check();
    return { cancel: () => void this.#alarms.delete(entry) };
  }

  hold(): () => void {
    this.#holds++;
    return once(() => {
      this.#holds--;
      this.#check();
    });
  }

  /**
   * Marks that work that holds the clock is waiting for time to pass: one hold is ignored until the
   * returned function is called.
   */
  yieldHold(): () => void {
    this.#yieldedHolds++;
    this.#check();
    return once(() => {
      this.#yieldedHolds--;
    });
  }

  /** Waits for a duration of virtual time, for activities whose work takes simulated time. */
  async sleep(duration: Duration): Promise<void> {
    const dueAt = this.#now + toMilliseconds(duration);
    if (dueAt === this.#now) return;
    const resume = this.yieldHold();
    await new Promise<void>((resolve) => {
      this.wakeAt(dueAt, () => {
        resume();
        resolve();
      });
    });
  }

  /** Resolves when no work is in progress or about to start. */
  async idle(): Promise<void> {
    await this.#untilFree();
    await new Promise((resolve) => setImmediate(resolve));
    // Work that was about to start has started by now.
    if (!this.#isIdle) await this.idle();
  }

  async #untilFree(): Promise<void> {
    while (!this.#isIdle) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /**
   * Jumps to the next alarm and fires every alarm that is due then. Returns false if there is none up
   * to `limit` (milliseconds since the Unix epoch).
   */
  skip(limit = Infinity): boolean {
    const next = this.#next();
    if (!next || next.dueAt > limit) return false;
    this.#now = Math.max(this.#now, next.dueAt);
    for (let due = this.#next(); due && due.dueAt <= this.#now; due = this.#next()) {
      this.#alarms.delete(due);
      due.callback();
    }
    return true;
  }

  /** Advances the time by a duration. Everything that becomes due on the way runs at its own time. */
  async advance(duration: Duration): Promise<void> {
    const end = this.#now + toMilliseconds(duration);
    const stop = this.drive();
    try {
      do await this.idle();
      while (this.skip(end));
      this.#now = Math.max(this.#now, end);
    } finally {
      stop();
    }
  }

  /**
   * Sets the clock forward, or back by a negative number of milliseconds, as a person sets the clock of a
   * machine: no time passes, and alarms keep the time that is left.
   */
  set(by: number): void {
    this.#now += by;
    this.#start += by;
    for (const alarm of this.#alarms) alarm.dueAt += by;
  }

  /** Marks that a caller is waiting for the clock's followers, until the returned function is called. */
  drive(): () => void {
    if (this.#drivers++ === 0) this.#notify(true);
    return once(() => {
      if (--this.#drivers === 0) this.#notify(false);
    });
  }

  /** Notifies a follower when driving starts and ends. Returns a function that removes the follower. */
  follow(follower: (driven: boolean) => void): () => void {
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }

  #notify(driven: boolean): void {
    for (const follower of this.#followers) follower(driven);
  }

  get #isIdle(): boolean {
    return this.#holds <= this.#yieldedHolds;
  }

  #next(): Entry | undefined {
    let next: Entry | undefined;
    for (const each of this.#alarms) if (!next || each.dueAt < next.dueAt) next = each;
    return next;
  }

  #check(): void {
    if (!this.#isIdle) return;
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
    if (!this.#skipIdleTime || this.#checking) return;
    this.#checking = true;
    void this.idle().then(() => {
      this.#checking = false;
      this.skip();
    });
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
