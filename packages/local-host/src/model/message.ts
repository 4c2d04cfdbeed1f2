import type { ReceivedEvent } from './history-event.ts';

/** What is on its way to an instance or an entity. Timers are messages that are due later. */
export interface Message {
  id: number;
  /** The instance's id, or `@name@key`. */
  target: string;
  /** Only for this execution of the target; others drop it. */
  executionId: string | null;
  /** Epoch ms. */
  dueAt: number;
  event: ReceivedEvent;
}

/** A message as it is sent. */
export type NewMessage = Omit<Message, 'id'>;
