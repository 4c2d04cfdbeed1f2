import type { Alarm, Clock } from '../clock/clock.ts';
import type { Messages } from '../store/messages.ts';

/** Wakes the targets of messages that are due later, mainly timers. One alarm serves all of them. */
export class DueMessages {
  readonly #messages: Messages;
  readonly #clock: Clock;
  readonly #wake: (target: string) => void;
  #alarm: Alarm | undefined;
  #alarmAt = Infinity;

  constructor(messages: Messages, clock: Clock, wake: (target: string) => void) {
    this.#messages = messages;
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Registers a sent message that is due at `dueAt` (epoch ms). */
  expect(dueAt: number): void {
    if (dueAt >= this.#alarmAt) return;
    this.#alarm?.cancel();
    this.#alarmAt = dueAt;
    this.#alarm = this.#clock.wakeAt(dueAt, () => this.wakeAllDue());
  }

  /** Wakes every target with a due message and sets the alarm for the next one. */
  wakeAllDue(): void {
    this.stop();
    const now = this.#clock.now();
    for (const target of this.#messages.targetsDue(now)) this.#wake(target);
    const next = this.#messages.nextDueAfter(now);
    if (next !== undefined) this.expect(next);
  }

  stop(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#alarmAt = Infinity;
  }
}
