import type { HistoryEvent } from '../model/history-event.ts';
import { DamagedHistoryError } from '../model/damaged-history-error.ts';
import type { Database } from './database.ts';

const NUMBER = '(SELECT number FROM instances WHERE id = ?)';

/**
 * The histories of all instances. A row holds the events of one turn, one event per line. Writes
 * belong in a transaction. Insert the instance before its history, and delete it after its history.
 */
export class Histories {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The events as JSON text, in order. @throws DamagedHistoryError if events are missing */
  read(instanceId: string): string[] {
    const texts: string[] = [];
    const rows = this.#database
      .prepare(`SELECT sequence, events FROM history WHERE instance = ${NUMBER} ORDER BY sequence`)
      .all(instanceId);
    for (const row of rows) {
      if (row['sequence'] !== texts.length) {
        const problem = `event ${row['sequence'] as number} follows on ${texts.length} events`;
        throw new DamagedHistoryError(instanceId, problem);
      }
      for (const text of (row['events'] as string).split('\n')) texts.push(text);
    }
    return texts;
  }

  /** @throws DamagedHistoryError */
  events(instanceId: string): HistoryEvent[] {
    return parseEvents(instanceId, this.read(instanceId));
  }

  /** Time of the newest event, in epoch ms; undefined if there is none that can be read. */
  latest(): number | undefined {
    const row = this.#database.prepare('SELECT events FROM history ORDER BY id DESC LIMIT 1').get();
    const text = (row?.['events'] as string | undefined)?.split('\n').at(-1);
    try {
      const [event] = parseEvents('', text === undefined ? [] : [text]);
      return event && Date.parse(event.Timestamp);
    } catch {
      return undefined;
    }
  }

  /** Appends events. `first` is the number of events before them. */
  append(instanceId: string, first: number, events: readonly HistoryEvent[]): void {
    if (events.length === 0) return;
    this.#database
      .prepare(`INSERT INTO history (instance, sequence, events) VALUES (${NUMBER}, ?, ?)`)
      .run(instanceId, first, events.map((each) => JSON.stringify(each)).join('\n'));
  }

  replace(instanceId: string, events: readonly HistoryEvent[]): void {
    this.delete(instanceId);
    this.append(instanceId, 0, events);
  }

  delete(instanceId: string): void {
    this.#database.prepare(`DELETE FROM history WHERE instance = ${NUMBER}`).run(instanceId);
  }
}

/** Parses events from JSON text. @throws DamagedHistoryError */
export function parseEvents(instanceId: string, texts: readonly string[]): HistoryEvent[] {
  return texts.map((text, index) => {
    try {
      const event = JSON.parse(text) as Partial<HistoryEvent> | null;
      const isTimed = !Number.isNaN(Date.parse(event?.Timestamp ?? ''));
      if (Number.isInteger(event?.EventType) && isTimed) return event as HistoryEvent;
    } catch {
      // Reported by the error below.
    }
    throw new DamagedHistoryError(instanceId, `event ${index} is ${text.slice(0, 100)}`);
  });
}
