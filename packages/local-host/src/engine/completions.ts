import type { Message, NewMessage } from '../model/message.ts';

/** A completion that is not written; `activityId` names the activity that it will have done. */
export interface Completion extends NewMessage {
  activityId: number;
}

/** What a turn takes: a message from the store, or a completion that goes straight to it. */
export type Incoming = Message | Completion;

/**
 * Completions of activities on their way to a turn. They are written with the turn that takes them,
 * which saves a commit; until then the activity counts as not done, and runs again after a
 * crash, as activities may.
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

  /** The ids of the instances that completions wait for. */
  get instances(): string[] {
    return [...this.#byInstance.keys()];
  }

  takeAll(): Completion[] {
    const taken = [...this.#byInstance.values()].flat();
    this.#byInstance.clear();
    return taken;
  }
}
