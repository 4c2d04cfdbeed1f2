import type { ReceivedEvent } from '../model/history-event.ts';
import type { Database } from './database.ts';
import type { Message, NewMessage } from '../model/message.ts';

/** The messages of a task hub. Writes belong in a transaction. */
export class Messages {
  readonly #database: Database;
  #nextId: number;

  constructor(database: Database) {
    this.#database = database;
    this.#nextId = database.highestId('messages') + 1;
  }

  send({ target, executionId, dueAt, event }: NewMessage): void {
    this.#database
      .prepare(
        'INSERT INTO messages (id, target, execution_id, due_at, event) VALUES (?, ?, ?, ?, ?)',
      )
      .run(this.#nextId++, target, executionId, dueAt, JSON.stringify(event));
  }

  /** The due messages of a target, ordered by due time, then by the order of sending. */
  due(target: string, now: number): Message[] {
    return this.#database
      .prepare('SELECT * FROM messages WHERE target = ? AND due_at <= ? ORDER BY due_at, id')
      .all(target, now)
      .map((row) => ({
        id: row['id'] as number,
        target: row['target'] as string,
        executionId: row['execution_id'] as string | null,
        dueAt: row['due_at'] as number,
        event: JSON.parse(row['event'] as string) as ReceivedEvent,
      }));
  }

  targetsDue(now: number): string[] {
    return this.#database
      .prepare('SELECT DISTINCT target FROM messages WHERE due_at <= ?')
      .all(now)
      .map((row) => row['target'] as string);
  }

  /** Due time of the first message after `now`. */
  nextDueAfter(now: number): number | undefined {
    const row = this.#database
      .prepare('SELECT MIN(due_at) AS due FROM messages WHERE due_at > ?')
      .get(now);
    return (row?.['due'] as number | null) ?? undefined;
  }

  /** Moves all due times by a number of milliseconds. */
  move(by: number): void {
    this.#database.prepare('UPDATE messages SET due_at = due_at + ?').run(by);
  }

  delete(id: number): void {
    this.#database.prepare('DELETE FROM messages WHERE id = ?').run(id);
  }

  deleteAllTo(target: string): void {
    this.#database.prepare('DELETE FROM messages WHERE target = ?').run(target);
  }

  /** Deletes timers and completions that no later execution of the target would take. */
  deleteForExecution(target: string, executionId: string): void {
    this.#database
      .prepare('DELETE FROM messages WHERE target = ? AND execution_id = ?')
      .run(target, executionId);
  }

  deleteTimer(target: string, executionId: string, timerId: number): void {
    this.#database
      .prepare(
        `DELETE FROM messages WHERE target = ? AND execution_id = ?
         AND json_extract(event, '$.TimerId') = ?`,
      )
      .run(target, executionId, timerId);
  }
}
