import type { Alarm, Clock } from './clock.ts';
import { toMilliseconds, type Duration } from './duration.ts';

/** Where a virtual clock begins, and whether it goes on by itself. */
export interface VirtualClockOptions {
  /** ISO 8601, or milliseconds since the Unix epoch; 2026-01-01T00:00:00Z when absent. */
  start?: string | number | Date;
  /** Jumps to the next alarm whenever nothing is under way, without being asked. */
  skipIdleTime?: boolean;
}

interface Entry {
  dueAt: number;
  callback: () => void;
}

/**
 * A clock whose time does not pass by itself: it goes forward by hand ({@link advance}), or jumps to
 * the next alarm while nothing that holds it is under way ({@link skip}). Nothing global is touched,
 * so hosts with clocks of their own do not disturb each other.
 */
export class VirtualClock implements Clock {
  readonly isVirtual = true;
  #now: number;
  readonly #alarms = new Set<Entry>();
  readonly #skipIdleTime: boolean;
  #holds = 0;
  #givingWay = 0;
  #whenIdle: (() => void)[] = [];
  #checking = false;
  #drivers = 0;
  readonly #followers = new Set<(driven: boolean) => void>();

  constructor({ start = '2026-01-01T00:00:00Z', skipIdleTime = false }: VirtualClockOptions = {}) {
    this.#now = new Date(start).getTime();
    if (Number.isNaN(this.#now)) throw new RangeError(`${JSON.stringify(start)} is no date.`);
    this.#skipIdleTime = skipIdleTime;
  }

  now(): number {
    return this.#now;
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

  /** Says that work that holds the clock waits for time to pass: one hold does not count until the call back. */
  giveWay(): () => void {
    this.#givingWay++;
    this.#check();
    return once(() => {
      this.#givingWay--;
    });
  }

  /** For an activity that takes modelled time: lets so much time pass while it is under way. */
  async sleep(duration: Duration): Promise<void> {
    const dueAt = this.#now + toMilliseconds(duration);
    if (dueAt === this.#now) return;
    const resume = this.giveWay();
    await new Promise<void>((resolve) => {
      this.wakeAt(dueAt, () => {
        resume();
        resolve();
      });
    });
  }

  /** Resolves when nothing is under way, and nothing was about to begin. */
  async idle(): Promise<void> {
    await this.#untilFree();
    await new Promise((resolve) => setImmediate(resolve));
    // What was about to begin has begun.
    if (!this.#isIdle) await this.idle();
  }

  async #untilFree(): Promise<void> {
    while (!this.#isIdle) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /**
   * Jumps to the next alarm and lets off all that are due then; gives back false where there is none,
   * or none until `limit` (milliseconds since the Unix epoch).
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

  /** Lets time pass: everything that comes due on the way is done, each at its time. */
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

  /** Says that somebody waits for what this clock's followers do, until the call back. */
  drive(): () => void {
    if (this.#drivers++ === 0) this.#tell(true);
    return once(() => {
      if (--this.#drivers === 0) this.#tell(false);
    });
  }

  /** Hears when the clock begins and ends to be driven; gives back how to stop hearing. */
  follow(follower: (driven: boolean) => void): () => void {
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }

  #tell(driven: boolean): void {
    for (const follower of this.#followers) follower(driven);
  }

  get #isIdle(): boolean {
    return this.#holds <= this.#givingWay;
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
