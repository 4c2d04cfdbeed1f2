import type { OrchestrationContext, Task } from 'durable-functions';
import { failureOf, warningOf } from '../captures/failure.ts';
import type { AlertBrief, CaptureFacts, Outcome, OutcomeEnd } from '../captures/outcome.ts';
import type { MachineProgress, MachineStage } from '../captures/progress.ts';
import type { CapturePlan } from '../rules/plan.ts';
import { sleep, timestamp } from './clock.ts';
import { log } from './log.ts';
import type { CallOff } from './called-off.ts';
import { CalledOff, calledOffReason } from './called-off.ts';
import { isOver, Signals } from './signals.ts';

/** Job of a machine capture. */
export interface CaptureJob {
  plan: CapturePlan;
  alert: AlertBrief;
  /** What happens to the capture when the alert is resolved; absent if no signal can end it. */
  onResolved?: 'stop' | 'continue';
}

/** A machine capture in progress: its job, its signals, and the facts known so far. */
export class CaptureRun {
  readonly context: OrchestrationContext;
  readonly plan: CapturePlan;
  readonly alert: AlertBrief;
  readonly #signals: Signals | undefined;
  #facts: CaptureFacts;
  #stage: MachineStage | undefined;

  constructor(
    context: OrchestrationContext,
    { plan, alert, onResolved }: CaptureJob,
    facts: CaptureFacts,
  ) {
    this.context = context;
    this.plan = plan;
    this.alert = alert;
    this.#signals = onResolved && new Signals(context, onResolved);
    this.#facts = facts;
  }

  get facts(): CaptureFacts {
    const resolvedAt = this.#signals?.resolvedAt;
    return { ...this.#facts, ...(resolvedAt && { resolvedAt }) };
  }

  /** Reason to end the capture early, if a signal gave one. */
  checkSignals(): CallOff | undefined {
    return this.#signals?.check();
  }

  /** Adds to the known facts. */
  learn(more: Partial<CaptureFacts>): void {
    this.#facts = { ...this.#facts, ...more };
  }

  /** Records a problem that does not end the capture. */
  warn(warning: string): void {
    this.learn({ warnings: [...this.#facts.warnings, warning] });
  }

  /** Records that a step for the session failed without ending the capture. Returns the warning. */
  warnOf(what: string, step: string, error: unknown): string {
    const session = { name: this.#facts.session ?? '' };
    const warning = warningOf(what, session, failureOf(error, step));
    this.warn(warning);
    return warning;
  }

  /** Writes the stage to the custom status and, if it changes, to the log. */
  stage(stage: MachineStage): void {
    this.context.df.setCustomStatus({ stage, ...this.facts } satisfies MachineProgress);
    if (stage !== this.#stage) log(this.context, 'info', 'stage', { stage });
    this.#stage = stage;
  }

  /** Builds the outcome of a capture that ends now. */
  end(end: OutcomeEnd): Outcome {
    return { ...this.facts, endedAt: timestamp(this.context), ...end };
  }

  /** Builds the outcome of a capture that an error ends. */
  fail(error: unknown, step: string): Outcome {
    if (error instanceof CalledOff) return this.calledOff(error.reason);
    return this.end({ end: 'failed', failure: failureOf(error, step) });
  }

  /** Builds the outcome of a capture that was called off before it had a session. */
  calledOff(reason: CallOff): Outcome {
    const advice = 'Send the alert again if the capture is still wanted.';
    return this.end({ end: 'skipped', reason: calledOffReason(reason, advice) });
  }

  /**
   * Waits for a number of seconds, or until the next signal or the end of another task.
   *
   * @returns the reason to end the capture, if there is one.
   */
  *pause(seconds: number, other?: Task): Generator<Task, CallOff | undefined, unknown> {
    if (this.#signals !== undefined) return yield* this.#signals.pause(seconds, other);
    yield* sleep(this.context, seconds);
    return undefined;
  }

  /**
   * Waits for a task, or until the next signal.
   *
   * @returns the reason to end the capture, if there is one.
   */
  *until(task: Task): Generator<Task, CallOff | undefined, unknown> {
    if (this.#signals !== undefined) return yield* this.#signals.until(task);
    if (!isOver(task)) yield this.context.df.Task.any([task]);
    return undefined;
  }
}
