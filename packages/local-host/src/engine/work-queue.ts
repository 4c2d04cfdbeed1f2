import type { Alarm, Clock } from '../clock/clock.ts';
import { isNotWritten } from '../store/not-written.ts';
import type { WorkKind } from './processor.ts';

/** Runs the work items of one kind. */
export interface WorkRunner {
  /** Maximum number of items that run at the same time. */
  limit: number;
  run: (key: string) => Promise<void>;
}

/** Options of a work queue. */
export interface WorkQueueOptions {
  runners: Record<WorkKind, WorkRunner>;
  clock: Clock;
  /**
   * True while requests wait for the app. Then one work item starts in a round of the event loop, so that
   * they are accepted before the work of earlier ones is done.
   */
  isBusy?: (() => boolean) | undefined;
  onError: (error: unknown, doing: string) => void;
}

// Delay before the next attempt after a transaction could not be written.
const RETRY_MS = 1_000;

// How long a stop waits for running orchestrations and entities.
const GRACE_MS = 10_000;

class Line {
  readonly ready = new Set<string>();
  readonly running = new Set<string>();
}

/**
 * The engine's queue of work items. Items of one kind run in the order in which they became ready, at
 * most one per key at a time. A key that is pushed while it is running runs once more afterwards.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #lines: Record<WorkKind, Line> = {
    orchestration: new Line(),
    entity: new Line(),
    activity: new Line(),
  };
  readonly #retries = new Set<Alarm>();
  #hasStartedInRound = false;
  #isStopped = false;
  #onSettled: (() => void) | undefined;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  push(kind: WorkKind, key: string): void {
    this.#lines[kind].ready.add(key);
    this.#startReady(kind);
  }

  /** True when nothing is running or waiting. */
  get idle(): boolean {
    return Object.values(this.#lines).every(
      ({ ready, running }) => ready.size === 0 && running.size === 0,
    );
  }

  /**
   * Starts no more work. Resolves when the running orchestrations and entities are done, or after a grace
   * period. Does not wait for activities, which may take long.
   */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { ready } of Object.values(this.#lines)) ready.clear();
    for (const alarm of this.#retries) alarm.cancel();
    if (this.#isSettled) return;
    const { clock } = this.#options;
    await new Promise<void>((resolve) => {
      this.#onSettled = resolve;
      clock.wakeAt(clock.now() + GRACE_MS, resolve);
    });
  }

  get #isSettled(): boolean {
    const { orchestration, entity } = this.#lines;
    return orchestration.running.size === 0 && entity.running.size === 0;
  }

  #startReady(kind: WorkKind): void {
    const { ready, running } = this.#lines[kind];
    for (const key of ready) {
      if (this.#isStopped || running.size >= this.#options.runners[kind].limit) return;
      if (running.has(key)) continue;
      if (!this.#mayStart()) return;
      ready.delete(key);
      running.add(key);
      void this.#run(kind, key);
    }
  }

  #mayStart(): boolean {
    if (this.#options.isBusy?.() !== true) return true;
    if (this.#hasStartedInRound) return false;
    this.#hasStartedInRound = true;
    const release = this.#options.clock.hold();
    setImmediate(() => {
      this.#hasStartedInRound = false;
      for (const kind of ['orchestration', 'entity', 'activity'] as const) this.#startReady(kind);
      release();
    });
    return true;
  }

  async #run(kind: WorkKind, key: string): Promise<void> {
    const { runners, clock, onError } = this.#options;
    const release = clock.hold();
    try {
      await runners[kind].run(key);
    } catch (error) {
      if (!this.#isStopped) {
        onError(error, `${kind} ${key}`);
        if (isNotWritten(error)) this.#retry(kind, key);
      }
    }
    this.#lines[kind].running.delete(key);
    this.#startReady(kind);
    if (this.#isStopped && this.#isSettled) this.#onSettled?.();
    release();
  }

  #retry(kind: WorkKind, key: string): void {
    const { clock } = this.#options;
    const alarm = clock.wakeAt(clock.now() + RETRY_MS, () => {
      this.#retries.delete(alarm);
      this.push(kind, key);
    });
    this.#retries.add(alarm);
  }
}
