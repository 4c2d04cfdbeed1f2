import type { DatabaseSync } from 'node:sqlite';
import type { Fault, FaultEffect, FaultSubject } from '../faults/fault.ts';
import { isPlayed, matchesFault } from '../faults/match-fault.ts';

/** The active faults, in the order of their creation. */
export class FaultStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  list(): Fault[] {
    return this.#database
      .prepare('SELECT seq, value FROM fault ORDER BY seq')
      .all()
      .map((row) => ({ ...(JSON.parse(String(row['value'])) as Fault), id: Number(row['seq']) }));
  }

  add(fault: Pick<Fault, 'scope' | 'effect'>): Fault {
    const value = { ...fault, matched: 0, played: 0 };
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO fault (value) VALUES (?)')
      .run(JSON.stringify(value));
    return { ...value, id: Number(lastInsertRowid) };
  }

  /** Returns false if there was none. */
  delete(id: number): boolean {
    return this.#database.prepare('DELETE FROM fault WHERE seq = ?').run(id).changes > 0;
  }

  clear(): void {
    this.#database.exec('DELETE FROM fault');
  }

  /** The effects to apply to a call. Counts the call for each fault that it matches. */
  take(subject: FaultSubject): FaultEffect[] {
    return this.list().flatMap((fault) => {
      if (!matchesFault(fault, subject)) return [];
      const played = isPlayed(fault);
      const counted = {
        ...fault,
        matched: fault.matched + 1,
        played: fault.played + Number(played),
      };
      this.#database
        .prepare('UPDATE fault SET value = ? WHERE seq = ?')
        .run(JSON.stringify(counted), fault.id);
      return played ? [fault.effect] : [];
    });
  }
}
