import type { DatabaseSync } from 'node:sqlite';

/** An asynchronous operation of Resource Manager. Times are simulated milliseconds. */
export interface AsyncOperation {
  readonly id: string;
  readonly kind: 'create' | 'delete' | 'stop' | 'queryStatus' | 'extension';
  readonly region: string;
  readonly provider: 'Microsoft.Network' | 'Microsoft.Compute';
  readonly startedAt: number;
  readonly doneAt: number;
  /** The session of the operation; absent for an extension. */
  readonly sessionSeq?: number;
  /** Set if the operation fails. */
  readonly error?: { code: string; message: string };
}

/** Asynchronous operations by id. */
export class OperationStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  insert(operation: AsyncOperation): void {
    this.#database
      .prepare('INSERT INTO operation (id, value) VALUES (?, ?)')
      .run(operation.id, JSON.stringify(operation));
  }

  get(id: string): AsyncOperation | undefined {
    const row = this.#database
      .prepare('SELECT value FROM operation WHERE id = ?')
      .get(id.toLowerCase());
    return row && (JSON.parse(String(row['value'])) as AsyncOperation);
  }
}
