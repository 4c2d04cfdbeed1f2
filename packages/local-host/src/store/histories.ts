import type { HistoryEvent } from '../model/history-event.ts';
import { DamagedHistoryError } from '../model/damaged-history-error.ts';
import type { Database } from './database.ts';
import type { Unwritten } from './group-commit.ts';

const NUMBER = '(SELECT number FROM instances WHERE id = ?)';

/** What one turn added; `first` is the number of events before these. */
interface Part {
  first: number;
  events: readonly HistoryEvent[];
}

/**
 * The histories of all instances: a row holds what one turn added, an event a line. Writes belong
 * into a transaction; the instance must be there first, and go last.
 */
export class Histories implements Unwritten {
  readonly #database: Database;
  readonly #unwritten = new Map<string, Part[]>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The events as JSON text, in order. @throws DamagedHistoryError where events are missing */
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
    for (const { events } of this.#unwritten.get(instanceId) ?? []) {
      for (const event of events) texts.push(textOf(event));
    }
    return texts;
  }

  /** @throws DamagedHistoryError */
  events(instanceId: string): HistoryEvent[] {
    return parseEvents(instanceId, this.read(instanceId));
  }

  /** `first` is the number of events before these. */
  append(instanceId: string, first: number, events: readonly HistoryEvent[]): void {
    if (events.length === 0) return;
    const parts = this.#unwritten.get(instanceId);
    if (parts) parts.push({ first, events });
    else this.#unwritten.set(instanceId, [{ first, events }]);
  }

  replace(instanceId: string, events: readonly HistoryEvent[]): void {
    this.delete(instanceId);
    this.append(instanceId, 0, events);
  }

  delete(instanceId: string): void {
    this.#unwritten.delete(instanceId);
    this.#database.prepare(`DELETE FROM history WHERE instance = ${NUMBER}`).run(instanceId);
  }

  writeOut(): void {
    const insert = this.#database.prepare(
      `INSERT INTO history (instance, sequence, events) VALUES (${NUMBER}, ?, ?)`,
    );
    for (const [instanceId, parts] of this.#unwritten) {
      for (const { first, events } of parts) {
        insert.run(instanceId, first, events.map(textOf).join('\n'));
      }
    }
    this.#unwritten.clear();
  }

  forgetUnwritten(): void {
    this.#unwritten.clear();
  }
}

function textOf(event: HistoryEvent): string {
  return JSON.stringify(event);
}

/** Reads events from their JSON text. @throws DamagedHistoryError */
export function parseEvents(instanceId: string, texts: readonly string[]): HistoryEvent[] {
  return texts.map((text, index) => {
    try {
      const event = JSON.parse(text) as Partial<HistoryEvent> | null;
      const isTimed = !Number.isNaN(Date.parse(event?.Timestamp ?? ''));
      if (Number.isInteger(event?.EventType) && isTimed) return event as HistoryEvent;
    } catch {
      // Said below.
    }
    throw new DamagedHistoryError(instanceId, `event ${index} is ${text.slice(0, 100)}`);
  });
}
