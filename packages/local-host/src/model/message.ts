import type { ReceivedEvent } from './history-event.ts';

/**
 * A message to an instance or an entity that has not been processed. Timers are messages that are due
 * later.
 */
export interface Message {
  id: number;
  /** The instance's id, or `@name@key`. */
  target: string;
  /**
   * The only execution of the target that takes the message; other executions drop it. Null for any
   * execution.
   */
  executionId: string | null;
  /** Epoch ms. */
  dueAt: number;
  event: ReceivedEvent;
}

/** A message to send. */
export type NewMessage = Omit<Message, 'id'>;
