import type { EventRaised } from '../model/history-event.ts';
import { Task } from './task.ts';

/**
 * External events and those who wait for them. As in the SDK, the latest waiter of a name gets the
 * next event, and events that nobody waits for are kept in order. Names match to the letter.
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

  /** Events that nobody has taken; they outlive a continue-as-new. */
  get unclaimed(): readonly EventRaised[] {
    return this.#unclaimed;
  }
}
