import type { Alarm, Clock } from '../clock/clock.ts';
import type { ScheduleStatus } from '../store/schedules.ts';
import type { Schedule } from './schedule.ts';
import { describeStatus, statusAfterRun, statusAtStart } from './schedule-status.ts';

/** What the handler of a timer gets: `Timer` of `@azure/functions`. */
export interface TimerInfo {
  readonly schedule: { readonly adjustForDST: boolean };
  /** `null` for timers without a monitor. */
  readonly scheduleStatus: ReturnType<typeof describeStatus> | null;
  readonly isPastDue: boolean;
}

/** Where the status of a timer outlives the process. */
export interface ScheduleMonitor {
  read(): ScheduleStatus | undefined;
  /** Resolves when it is on disk. */
  write(status: ScheduleStatus): Promise<void>;
}

/** What a timer is made of. */
export interface TimerTriggerOptions {
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** Without one, what was missed while no host ran stays missed. */
  readonly monitor?: ScheduleMonitor;
  readonly clock: Clock;
  /** Calls the function. A timer goes on after a failed run as after any other. */
  readonly run: (info: TimerInfo) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

/** Runs one timer function, never twice at a time (`TimerListener` of the Functions host). */
export class TimerTrigger {
  readonly #options: TimerTriggerOptions;
  #status: ScheduleStatus | undefined;
  #alarm: Alarm | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: TimerTriggerOptions) {
    this.#options = options;
  }

  /** Notes the schedule, runs at once what was missed, and waits for the next occurrence. */
  async start(): Promise<void> {
    const { schedule, monitor, clock, runOnStartup } = this.#options;
    const recorded = monitor?.read();
    const { status, isPastDue } = statusAtStart(schedule, recorded, clock.now());
    this.#status = status;
    if (status !== recorded) await monitor?.write(status);
    if (isPastDue || runOnStartup) this.#begin(isPastDue, clock.now());
    else this.#wait(status);
  }

  /** Begins no further run, and lets the one under way finish. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#alarm?.cancel();
    await this.#running;
  }

  #wait(status: ScheduleStatus): void {
    if (this.#stopped) return;
    // A timer may go off a little early; the run then counts for the occurrence that it is for.
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
