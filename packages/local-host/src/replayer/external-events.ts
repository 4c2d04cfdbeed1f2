import type { EventRaised } from '../model/history-event.ts';
import { Task } from './task.ts';

/**
 * External events and the tasks that wait for them. As in the SDK, the task that waited last for a
 * name receives the next event, and events without a waiting task are kept in order. Names are
 * case-sensitive.
 */
export class ExternalEvents {
  readonly #waiting = new Map<string, Task[]>();
  #unclaimed: EventRaised[] = [];

  wait(name: string): Task {
    const task = new Task();
    const index = this.#unclaimed.findIndex((event) => event.Name === name);
    if (index >= 0) {
      this.#unclaimed.splice(index, 1);
      task.complete();
      return task;
    }
    const waiting = this.#waiting.get(name);
    if (waiting) waiting.push(task);
    else this.#waiting.set(name, [task]);
    return task;
  }

  raise(event: EventRaised): void {
    const task = this.#waiting.get(event.Name)?.pop();
    if (task) task.complete();
    else this.#unclaimed.push(event);
  }

  /** True if a task waits for an event. */
  get areAwaited(): boolean {
    return [...this.#waiting.values()].some((tasks) => tasks.length > 0);
  }

  /** Events that no task has received. They are kept across continue-as-new. */
  get unclaimed(): readonly EventRaised[] {
    return this.#unclaimed;
  }
}
