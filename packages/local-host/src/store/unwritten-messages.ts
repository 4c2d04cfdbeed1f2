import type { Message } from '../model/message.ts';

/**
 * The messages of the open transaction, in the order of sending. Most are taken before it ends, and those
 * need never be written.
 */
export class UnwrittenMessages {
  readonly #byId = new Map<number, Message>();
  readonly #byTarget = new Map<string, Message[]>();

  add(message: Message): void {
    this.#byId.set(message.id, message);
    const others = this.#byTarget.get(message.target);
    if (others) others.push(message);
    else this.#byTarget.set(message.target, [message]);
  }

  due(target: string, now: number): Message[] {
    return (this.#byTarget.get(target) ?? []).filter(({ dueAt }) => dueAt <= now);
  }

  /** Whether it was among these. */
  delete(id: number): boolean {
    const message = this.#byId.get(id);
    if (!message) return false;
    this.deleteTo(message.target, (each) => each === message);
    return true;
  }

  deleteTo(target: string, isDeleted: (message: Message) => boolean): void {
    const messages = this.#byTarget.get(target) ?? [];
    const kept = messages.filter((each) => !isDeleted(each));
    for (const each of messages) if (isDeleted(each)) this.#byId.delete(each.id);
    if (kept.length > 0) this.#byTarget.set(target, kept);
    else this.#byTarget.delete(target);
  }

  all(): Iterable<Message> {
    return this.#byId.values();
  }

  clear(): void {
    this.#byId.clear();
    this.#byTarget.clear();
  }
}
