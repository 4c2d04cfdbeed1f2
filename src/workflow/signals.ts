import type { OrchestrationContext, Task } from 'durable-functions';
import { resolvedEvent, stopEvent } from '../captures/events.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import type { CallOff } from './called-off.ts';
import { timer, timestamp } from './clock.ts';

/** External events that may end a capture early. It listens from the start, so no event is lost. */
export class Signals {
  readonly #context: OrchestrationContext;
  readonly #onResolved: CapturePolicy['onResolved'];
  readonly #stop: Task;
  readonly #resolved: Task;
  /** When the alert was resolved, in ISO 8601 UTC; undefined if it was not. */
  resolvedAt: string | undefined;

  constructor(context: OrchestrationContext, onResolved: CapturePolicy['onResolved']) {
    this.#context = context;
    this.#onResolved = onResolved;
    this.#stop = context.df.waitForExternalEvent(stopEvent);
    this.#resolved = context.df.waitForExternalEvent(resolvedEvent);
  }

  /**
   * Waits for a number of seconds, or until the next signal or the end of another task.
   *
   * @returns the reason to end the capture, if there is one.
   */
  *pause(seconds: number, other?: Task): Generator<Task, CallOff | undefined, unknown> {
    const before = this.check();
    if (before !== undefined) return before;
    yield* completesWithin(this.#context, [...this.#open, ...(other ? [other] : [])], seconds);
    return this.check();
  }

  /**
   * Waits for a task, or until the next signal.
   *
   * @returns the reason to end the capture, if there is one.
   */
  *until(task: Task): Generator<Task, CallOff | undefined, unknown> {
    const before = this.check();
    if (before !== undefined) return before;
    const tasks = [task, ...this.#open];
    if (!tasks.some(isOver)) yield this.#context.df.Task.any(tasks);
    return this.check();
  }

  /** Signals that have not arrived yet. */
  get #open(): Task[] {
    return this.resolvedAt === undefined ? [this.#stop, this.#resolved] : [this.#stop];
  }

  /** Reason to end the capture early, if a signal has arrived that gives one. */
  check(): CallOff | undefined {
    if (this.#stop.isCompleted) return 'stopped';
    if (!this.#resolved.isCompleted) return undefined;
    this.resolvedAt ??= timestamp(this.#context);
    return this.#onResolved === 'stop' ? 'resolved' : undefined;
  }
}

/** Whether a task has completed or failed. */
export const isOver = ({ isCompleted, isFaulted }: Task): boolean => isCompleted || isFaulted;

/** Waits until the first of several tasks ends, at most for a number of seconds. */
export function* completesWithin(
  context: OrchestrationContext,
  tasks: Task[],
  seconds: number,
): Generator<Task, void, unknown> {
  // Task.any does not notice a task that completed earlier.
  if (tasks.some(isOver)) return;
  const timeout = timer(context, Math.max(0, seconds));
  const first = yield context.df.Task.any([...tasks, timeout]);
  if (first !== timeout) timeout.cancel();
}
