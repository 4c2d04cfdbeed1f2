import type { DatabaseSync } from 'node:sqlite';

/** What a description is about. */
export type DescriptionKind = 'virtual-machine' | 'scale-set' | 'watcher' | 'storage-account';

/** Descriptions of the world, one JSON value for each kind and key. Keys are lower case. */
export class DescriptionStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get<T>(kind: DescriptionKind, key: string): T | undefined {
    const row = this.#database
      .prepare('SELECT value FROM description WHERE kind = ? AND key = ?')
      .get(kind, key.toLowerCase());
    return row === undefined ? undefined : (JSON.parse(String(row['value'])) as T);
  }

  put(kind: DescriptionKind, key: string, value: unknown): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO description (kind, key, value) VALUES (?, ?, ?)')
      .run(kind, key.toLowerCase(), JSON.stringify(value));
  }

  list<T>(kind: DescriptionKind): T[] {
    return this.#database
      .prepare('SELECT value FROM description WHERE kind = ? ORDER BY key')
      .all(kind)
      .map((row) => JSON.parse(String(row['value'])) as T);
  }

  /** False when there was none. */
  delete(kind: DescriptionKind, key: string): boolean {
    const result = this.#database
      .prepare('DELETE FROM description WHERE kind = ? AND key = ?')
      .run(kind, key.toLowerCase());
    return result.changes > 0;
  }
}
