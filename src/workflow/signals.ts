import type { OrchestrationContext, Task } from 'durable-functions';
import { resolvedEvent, stopEvent } from '../captures/events.ts';
import type { CapturePolicy } from '../rules/policy.ts';
import { timer, timestamp } from './clock.ts';

/** Why a capture is called off while it waits or runs. */
export type CallOff = 'stopped' | 'resolved';

/** The external events that may end a capture early. It listens from the start: none is lost. */
export class Signals {
  readonly #context: OrchestrationContext;
  readonly #onResolved: CapturePolicy['onResolved'];
  readonly #stop: Task;
  readonly #resolved: Task;
  /** When the alert was resolved, in ISO 8601 UTC, if it was. */
  resolvedAt: string | undefined;

  constructor(context: OrchestrationContext, onResolved: CapturePolicy['onResolved']) {
    this.#context = context;
    this.#onResolved = onResolved;
    this.#stop = context.df.waitForExternalEvent(stopEvent);
    this.#resolved = context.df.waitForExternalEvent(resolvedEvent);
  }

  /**
   * Waits for a number of seconds, but not beyond the next signal or the end of another task.
   *
   * @returns why the capture is to end, if it is.
   */
  *pause(seconds: number, other?: Task): Generator<Task, CallOff | undefined, unknown> {
    yield* completesWithin(this.#context, [...this.#open, ...(other ? [other] : [])], seconds);
    return this.#take();
  }

  /**
   * Waits for a task, but not beyond the next signal.
   *
   * @returns why the capture is to end, if it is.
   */
  *until(task: Task): Generator<Task, CallOff | undefined, unknown> {
    const tasks = [task, ...this.#open];
    if (!tasks.some(isOver)) yield this.#context.df.Task.any(tasks);
    return this.#take();
  }

  /** The signals that may still come. */
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

/** Waits for the first of some tasks, but not longer than a number of seconds. */
export function* completesWithin(
  context: OrchestrationContext,
  tasks: Task[],
  seconds: number,
): Generator<Task, void, unknown> {
  // A task that completed before is not noticed by Task.any.
  if (tasks.some(isOver)) return;
  const timeout = timer(context, Math.max(0, seconds));
  const first = yield context.df.Task.any([...tasks, timeout]);
  if (first !== timeout) timeout.cancel();
}
