import type { OrchestrationContext, Task } from 'durable-functions';
import { resolvedEvent, stopEvent } from '../captures/events.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import { timer, timestamp } from './clock.ts';

/** Reason to end a capture early, while it waits or runs. */
export type CallOff = 'stopped' | 'resolved';

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
    yield* completesWithin(this.#context, [...this.#open, ...(other ? [other] : [])], seconds);
    return this.#take();
  }

  /**
   * Waits for a task, or until the next signal.
   *
   * @returns the reason to end the capture, if there is one.
   */
  *until(task: Task): Generator<Task, CallOff | undefined, unknown> {
    const tasks = [task, ...this.#open];
    if (!tasks.some(isOver)) yield this.#context.df.Task.any(tasks);
    return this.#take();
  }

  /** Signals that have not arrived yet. */
  get #open(): Task[] {
    return this.resolvedAt === undefined ? [this.#stop, this.#resolved] : [this.#stop];
  }

  #take(): CallOff | undefined {
    if (this.#stop.isCompleted) return 'stopped';
    if (this.resolvedAt !== undefined || !this.#resolved.isCompleted) return undefined;
    this.resolvedAt = timestamp(this.#context);
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
