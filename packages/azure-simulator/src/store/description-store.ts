import type { DatabaseSync } from 'node:sqlite';
import type { ScaleSet } from '../descriptions/scale-set.ts';
import type { StorageAccount } from '../descriptions/storage-account.ts';
import type { VirtualMachine } from '../descriptions/virtual-machine.ts';
import type { Watcher } from '../descriptions/watcher.ts';

/** The kinds of descriptions. */
export interface Description {
  'virtual-machine': VirtualMachine;
  'scale-set': ScaleSet;
  watcher: Watcher;
  'storage-account': StorageAccount;
}

/** Descriptions of resources, one JSON value for each kind and key. Keys are lower case. */
export class DescriptionStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  get<K extends keyof Description>(kind: K, key: string): Description[K] | undefined {
    const row = this.#database
      .prepare('SELECT value FROM description WHERE kind = ? AND key = ?')
      .get(kind, key.toLowerCase());
    return row === undefined ? undefined : (JSON.parse(String(row['value'])) as Description[K]);
  }

  put<K extends keyof Description>(kind: K, key: string, value: Description[K]): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO description (kind, key, value) VALUES (?, ?, ?)')
      .run(kind, key.toLowerCase(), JSON.stringify(value));
  }

  list<K extends keyof Description>(kind: K): Description[K][] {
    return this.#database
      .prepare('SELECT value FROM description WHERE kind = ? ORDER BY key')
      .all(kind)
      .map((row) => JSON.parse(String(row['value'])) as Description[K]);
  }

  /** Returns false if there was none. */
  delete(kind: keyof Description, key: string): boolean {
    const result = this.#database
      .prepare('DELETE FROM description WHERE kind = ? AND key = ?')
      .run(kind, key.toLowerCase());
    return result.changes > 0;
  }
}
