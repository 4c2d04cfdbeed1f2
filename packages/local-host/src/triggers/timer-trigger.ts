import type { Alarm, Clock } from '../clock/clock.ts';
import type { ScheduleStatus } from '../store/schedules.ts';
import type { Schedule } from './schedule.ts';
import { describeStatus, statusAfterRun, statusAtStart } from './schedule-status.ts';

/** Input of a timer's handler: `Timer` of `@azure/functions`. */
export interface TimerInfo {
  readonly schedule: { readonly adjustForDST: boolean };
  /** `null` for timers without a monitor. */
  readonly scheduleStatus: ReturnType<typeof describeStatus> | null;
  readonly isPastDue: boolean;
}

/** Stores the status of a timer beyond the life of the process. */
export interface ScheduleMonitor {
  read(): ScheduleStatus | undefined;
  /** Resolves when the status is on disk. */
  write(status: ScheduleStatus): Promise<void>;
}

/** Options of {@link TimerTrigger}. */
export interface TimerTriggerOptions {
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** Without a monitor, occurrences missed while no host was running are skipped. */
  readonly monitor?: ScheduleMonitor;
  readonly clock: Clock;
  /** Calls the function. The timer continues after a failed run. */
  readonly run: (info: TimerInfo) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

/** Runs one timer function, with at most one run at a time (`TimerListener` of the Functions host). */
export class TimerTrigger {
  readonly #options: TimerTriggerOptions;
  #status: ScheduleStatus | undefined;
  #alarm: Alarm | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: TimerTriggerOptions) {
    this.#options = options;
  }

  /** Records the schedule, runs a missed occurrence at once, and waits for the next one. */
  async start(): Promise<void> {
    const { schedule, monitor, clock, runOnStartup, onError } = this.#options;
    const recorded = monitor?.read();
    const { status, isPastDue } = statusAtStart(schedule, recorded, clock.now());
    this.#status = status;
    if (status !== recorded) await monitor?.write(status).catch(onError);
    if (isPastDue || runOnStartup) this.#begin(isPastDue, clock.now());
    else this.#wait(status);
  }

  /** Starts no further run, and waits for the current one. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#alarm?.cancel();
    await this.#running;
  }

  #wait(status: ScheduleStatus): void {
    if (this.#stopped) return;
    // A timer may fire slightly early. The run then counts for its scheduled occurrence.
    const begin = () => this.#begin(false, Math.max(this.#options.clock.now(), status.next));
    this.#alarm = this.#options.clock.wakeAt(status.next, begin);
  }

  #begin(isPastDue: boolean, at: number): void {
    this.#running = this.#run(isPastDue, at).finally(this.#options.clock.hold());
  }

  async #run(isPastDue: boolean, at: number): Promise<void> {
    const { schedule, monitor, run, onError } = this.#options;
    const { adjustForDST } = schedule;
    const scheduleStatus = monitor && this.#status ? describeStatus(this.#status) : null;
    await run({ schedule: { adjustForDST }, scheduleStatus, isPastDue }).catch(onError);
    const next = statusAfterRun(schedule, at);
    this.#status = next;
    await monitor?.write(next).catch(onError);
    this.#wait(next);
  }
}
