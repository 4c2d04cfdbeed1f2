import { EventType, type ReceivedEvent } from '../model/history-event.ts';
import type { Database } from './database.ts';
import type { Unwritten } from './group-commit.ts';
import type { Message, NewMessage } from '../model/message.ts';
import { UnwrittenMessages } from './unwritten-messages.ts';

/** The messages of a task hub. Writes belong into a transaction. */
export class Messages implements Unwritten {
  readonly #database: Database;
  readonly #unwritten = new UnwrittenMessages();
  #nextId: number;

  constructor(database: Database) {
    this.#database = database;
    this.#nextId = database.highestId('messages') + 1;
  }

  send(message: NewMessage): void {
    this.#unwritten.add({ ...message, id: this.#nextId++ });
  }

  writeOut(): void {
    for (const { id, target, executionId, dueAt, event } of this.#unwritten.all()) {
      this.#database
        .prepare(
          'INSERT INTO messages (id, target, execution_id, due_at, event) VALUES (?, ?, ?, ?, ?)',
        )
        .run(id, target, executionId, dueAt, JSON.stringify(event));
    }
    this.#unwritten.clear();
  }

  forgetUnwritten(): void {
    this.#unwritten.clear();
  }

  /** What is due for a target, in the order of sending; timers stand where they come due. */
  due(target: string, now: number): Message[] {
    const written = this.#database
      .prepare('SELECT * FROM messages WHERE target = ? AND due_at <= ? ORDER BY due_at, id')
      .all(target, now)
      .map((row) => ({
        id: row['id'] as number,
        target: row['target'] as string,
        executionId: row['execution_id'] as string | null,
        dueAt: row['due_at'] as number,
        event: JSON.parse(row['event'] as string) as ReceivedEvent,
      }));
    return [...written, ...this.#unwritten.due(target, now)].sort(
      (one, other) => one.dueAt - other.dueAt,
    );
  }

  targetsDue(now: number): string[] {
    this.writeOut();
    return this.#database
      .prepare('SELECT DISTINCT target FROM messages WHERE due_at <= ?')
      .all(now)
      .map((row) => row['target'] as string);
  }

  /** When the first message after `now` comes due. */
  nextDueAfter(now: number): number | undefined {
    this.writeOut();
    const row = this.#database
      .prepare('SELECT MIN(due_at) AS due FROM messages WHERE due_at > ?')
      .get(now);
    return (row?.['due'] as number | null) ?? undefined;
  }

  delete(id: number): void {
    if (this.#unwritten.delete(id)) return;
    this.#database.prepare('DELETE FROM messages WHERE id = ?').run(id);
  }

  deleteAllTo(target: string): void {
    this.#unwritten.deleteTo(target, () => true);
    this.#database.prepare('DELETE FROM messages WHERE target = ?').run(target);
  }

  /** Timers and completions that no later execution of the target would take. */
  deleteForExecution(target: string, executionId: string): void {
    this.#unwritten.deleteTo(target, (each) => each.executionId === executionId);
    this.#database
      .prepare('DELETE FROM messages WHERE target = ? AND execution_id = ?')
      .run(target, executionId);
  }

  deleteTimer(target: string, executionId: string, timerId: number): void {
    this.#unwritten.deleteTo(
      target,
      (each) =>
        each.executionId === executionId &&
        each.event.EventType === EventType.TimerFired &&
        each.event.TimerId === timerId,
    );
    this.#database
      .prepare(
        `DELETE FROM messages WHERE target = ? AND execution_id = ?
         AND json_extract(event, '$.TimerId') = ?`,
      )
      .run(target, executionId, timerId);
  }
}
