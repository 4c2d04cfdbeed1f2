import type { Entity } from '../model/entity.ts';
import type { Database } from './database.ts';

/** Selects entities. Times are in epoch ms and inclusive. */
export interface EntityFilter {
  name?: string;
  /** Prefix of the ids, instead of `name`. */
  idPrefix?: string;
  lastOperationFrom?: number;
  lastOperationTo?: number;
  /** First id to return, in id order. */
  from?: string;
  limit?: number;
}

/** The entities of a task hub. Writes belong in a transaction. */
export class Entities {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(id: string): Entity | undefined {
    const row = this.#database.prepare('SELECT * FROM entities WHERE id = ?').get(id);
    return row && fromRow(row);
  }

  put(entity: Entity): void {
    this.#database
      .prepare(
        `INSERT OR REPLACE INTO entities (id, state, lock_holder, lock_request, last_operation_at)
         VALUES (?, ?, ?, ?, ?)`,
      )
      .run(
        entity.id,
        entity.state,
        entity.lock?.holder ?? null,
        entity.lock?.requestId ?? null,
        entity.lastOperationAt,
      );
  }

  delete(id: string): void {
    this.#database.prepare('DELETE FROM entities WHERE id = ?').run(id);
  }

  lockedBy(instanceId: string): Entity[] {
    return this.#database
      .prepare('SELECT * FROM entities WHERE lock_holder = ?')
      .all(instanceId)
      .map(fromRow);
  }

  /** Lists entities in id order. */
  list(filter: EntityFilter): Entity[] {
    const prefix = filter.idPrefix ?? (filter.name === undefined ? '@' : `@${filter.name}@`);
    return this.#database
      .prepare(
        `SELECT * FROM entities WHERE substr(id, 1, ?) = ? AND id >= ?
         AND last_operation_at BETWEEN ? AND ? ORDER BY id LIMIT ?`,
      )
      .all(
        prefix.length,
        prefix,
        filter.from ?? '',
        filter.lastOperationFrom ?? 0,
        filter.lastOperationTo ?? Number.MAX_SAFE_INTEGER,
        filter.limit ?? -1,
      )
      .map(fromRow);
  }
}

function fromRow(row: Record<string, unknown>): Entity {
  const holder = row['lock_holder'] as string | null;
  return {
    id: row['id'] as string,
    state: row['state'] as string | null,
    lock: holder === null ? null : { holder, requestId: row['lock_request'] as string },
    lastOperationAt: row['last_operation_at'] as number,
  };
}
