import type { HistoryEvent } from '../engine/history-event.ts';
import type { Database } from './database.ts';

/** The histories of all instances, an event a row. Writes belong into a transaction. */
export class Histories {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The events as JSON text, in order. */
  read(instanceId: string): string[] {
    return this.#database
      .prepare('SELECT event FROM history WHERE instance_id = ? ORDER BY sequence')
      .all(instanceId)
      .map((row) => row['event'] as string);
  }

  events(instanceId: string): HistoryEvent[] {
    return this.read(instanceId).map((event) => JSON.parse(event) as HistoryEvent);
  }

  append(instanceId: string, first: number, events: readonly string[]): void {
    const insert = this.#database.prepare(
      'INSERT INTO history (instance_id, sequence, event) VALUES (?, ?, ?)',
    );
    events.forEach((event, index) => insert.run(instanceId, first + index, event));
  }

  replace(instanceId: string, events: readonly string[]): void {
    this.delete(instanceId);
    this.append(instanceId, 0, events);
  }

  delete(instanceId: string): void {
    this.#database.prepare('DELETE FROM history WHERE instance_id = ?').run(instanceId);
  }
}
