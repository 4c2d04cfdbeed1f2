import type { Message, NewMessage } from '../model/message.ts';

/** The result of an activity, not written yet. `activityId` identifies the row that it completes. */
export interface Completion extends NewMessage {
  activityId: number;
}

/** An input of a turn: a message from the store, or a completion. */
export type Incoming = Message | Completion;

/**
 * Results of activities that are waiting for a turn. The turn that takes them also writes them, which
 * saves one commit for each activity. Until then the activity counts as open and runs again after a
 * crash.
 */
export class Completions {
  readonly #byInstance = new Map<string, Completion[]>();

  add(completions: readonly Completion[]): void {
    for (const each of completions) {
      const waiting = this.#byInstance.get(each.target);
      if (waiting) waiting.push(each);
      else this.#byInstance.set(each.target, [each]);
    }
  }

  take(instanceId: string): Completion[] {
    const taken = this.#byInstance.get(instanceId) ?? [];
    this.#byInstance.delete(instanceId);
    return taken;
  }

  takeAll(): Completion[] {
    const taken = [...this.#byInstance.values()].flat();
    this.#byInstance.clear();
    return taken;
  }
}
