import type { Instance, Notices, RuntimeStatus } from '../model/instance.ts';
import type { ParentInstance } from '../model/history-event.ts';
import type { Database } from './database.ts';

/** Selects instances for a list or a purge. Times are in epoch ms and inclusive. */
export interface InstanceFilter {
  createdFrom?: number;
  createdTo?: number;
  statuses?: readonly string[];
  idPrefix?: string;
  /** First id to return, in id order. */
  from?: string;
  limit?: number;
}

/** Up to this number, sorting the instances of a period is cheaper than walking all by their id. */
const fewInstances = 2000;

/** The instances of a task hub. Writes belong in a transaction. */
export class Instances {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(id: string): Instance | undefined {
    const row = this.#database.prepare('SELECT * FROM instances WHERE id = ?').get(id);
    return row && fromRow(row);
  }

  /** Id of an instance's current execution. */
  executionOf(id: string): string | undefined {
    const row = this.#database.prepare('SELECT execution_id FROM instances WHERE id = ?').get(id);
    return row?.['execution_id'] as string | undefined;
  }

  put(instance: Instance): void {
    this.#database
      .prepare(
        `INSERT INTO instances
         (id, execution_id, name, version, status, input, output, custom_status, parent, created_at, updated_at,
          notices)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET
           execution_id = excluded.execution_id, name = excluded.name, version = excluded.version,
           status = excluded.status, input = excluded.input, output = excluded.output,
           custom_status = excluded.custom_status, parent = excluded.parent,
           created_at = excluded.created_at, updated_at = excluded.updated_at,
           notices = excluded.notices`,
      )
      .run(
        instance.id,
        instance.executionId,
        instance.name,
        instance.version,
        instance.status,
        instance.input,
        instance.output,
        instance.customStatus,
        instance.parent && JSON.stringify(instance.parent),
        instance.createdAt,
        instance.updatedAt,
        noticesText(instance),
      );
  }

  /**
   * Writes the fields that a turn can change. The status is indexed, so it is written only if it
   * changed.
   */
  update(instance: Instance): void {
    const { id, executionId, status, input, output, customStatus, updatedAt } = instance;
    this.#database
      .prepare(
        `UPDATE instances
         SET execution_id = ?, input = ?, output = ?, custom_status = ?, updated_at = ?, notices = ?
         WHERE id = ?`,
      )
      .run(executionId, input, output, customStatus, updatedAt, noticesText(instance), id);
    this.#database
      .prepare('UPDATE instances SET status = ? WHERE id = ? AND status <> ?')
      .run(status, id, status);
  }

  delete(id: string): void {
    this.#database.prepare('DELETE FROM instances WHERE id = ?').run(id);
  }

  /** Lists instances in id order. */
  list(filter: InstanceFilter): Instance[] {
    const conditions: string[] = ['1'];
    const values: (string | number)[] = [];
    const add = (condition: string, ...given: (string | number)[]) => {
      conditions.push(condition);
      values.push(...given);
    };
    if (filter.createdFrom !== undefined) add('created_at >= ?', filter.createdFrom);
    if (filter.createdTo !== undefined) add('created_at <= ?', filter.createdTo);
    if (filter.idPrefix) add('substr(id, 1, ?) = ?', filter.idPrefix.length, filter.idPrefix);
    if (filter.statuses?.length) {
      add(`status IN (${filter.statuses.map(() => '?').join(', ')})`, ...filter.statuses);
    }
    // Sorts only the ids. A sort of whole rows would read and copy all instances for each page. The plus keeps
    // SQLite from walking all instances in the order of their ids when few are in the period.
    const id = this.#isShort(filter) ? '+id' : 'id';
    if (filter.from !== undefined) add(`${id} >= ?`, filter.from);
    const page = `SELECT number FROM instances WHERE ${conditions.join(' AND ')} ORDER BY ${id} LIMIT ?`;
    const sql = `SELECT * FROM instances WHERE number IN (${page}) ORDER BY id`;
    return this.#database
      .prepare(sql)
      .all(...values, filter.limit ?? -1)
      .map(fromRow);
  }

  /** Whether few instances were created in the period of a filter. Reads the index, at most so many entries. */
  #isShort({ createdFrom = 0, createdTo = Number.MAX_SAFE_INTEGER }: InstanceFilter): boolean {
    const row = this.#database
      .prepare(
        `SELECT count(*) AS found FROM
         (SELECT 1 FROM instances WHERE created_at BETWEEN ? AND ? LIMIT ${fewInstances + 1})`,
      )
      .get(createdFrom, createdTo);
    return (row?.['found'] as number) <= fewInstances;
  }
}

function fromRow(row: Record<string, unknown>): Instance {
  return {
    id: row['id'] as string,
    executionId: row['execution_id'] as string,
    name: row['name'] as string,
    version: row['version'] as string | null,
    status: row['status'] as RuntimeStatus,
    input: row['input'] as string | null,
    output: row['output'] as string | null,
    customStatus: row['custom_status'] as string | null,
    parent: row['parent'] === null ? null : (JSON.parse(row['parent'] as string) as ParentInstance),
    createdAt: row['created_at'] as number,
    updatedAt: row['updated_at'] as number,
    notices: row['notices'] === null ? {} : (JSON.parse(row['notices'] as string) as Notices),
  };
}

function noticesText({ notices }: Instance): string | null {
  return Object.keys(notices).length > 0 ? JSON.stringify(notices) : null;
}
