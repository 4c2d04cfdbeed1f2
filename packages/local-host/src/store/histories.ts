import type { HistoryEvent } from '../engine/history-event.ts';
import type { Database } from './database.ts';

/**
 * The histories of all instances: a row holds what one turn added, an event a line. Writes belong
 * into a transaction.
 */
export class Histories {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The events as JSON text, in order. */
  read(instanceId: string): string[] {
    return this.#database
      .prepare('SELECT events FROM history WHERE instance_id = ? ORDER BY sequence')
      .all(instanceId)
      .flatMap((row) => (row['events'] as string).split('\n'));
  }

  events(instanceId: string): HistoryEvent[] {
    return this.read(instanceId).map((event) => JSON.parse(event) as HistoryEvent);
  }

  /** `first` is the number of events before these. */
  append(instanceId: string, first: number, events: readonly string[]): void {
    if (events.length === 0) return;
    this.#database
      .prepare('INSERT INTO history (instance_id, sequence, events) VALUES (?, ?, ?)')
      .run(instanceId, first, events.join('\n'));
  }

  replace(instanceId: string, events: readonly string[]): void {
    this.delete(instanceId);
    this.append(instanceId, 0, events);
  }

  delete(instanceId: string): void {
    this.#database.prepare('DELETE FROM history WHERE instance_id = ?').run(instanceId);
  }
}
