import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { HostError } from '../model/host-error.ts';
import { isDamage } from './not-written.ts';
import { makePrivateDatabase } from './private-files.ts';
import { MIGRATIONS } from './schema.ts';

// 'alco' in ASCII; distinguishes task hub files from other SQLite files.
const APPLICATION_ID = 0x616c636f;

/**
 * What survives a power failure. FULL: every commit. NORMAL: an earlier consistent state. A killed
 * process loses no commit in either mode (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
export type Synchronous = 'FULL' | 'NORMAL';

/** A task hub's SQLite file. One connection holds it exclusively and caches its prepared statements. */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * @throws HostError `state-locked`, `state-damaged`, `state-foreign` or `state-newer`
   */
  constructor(file: string, synchronous: Synchronous) {
    this.#connection = open(file, synchronous);
  }

  /** The prepared statement of an SQL text. The same text returns the same statement. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  exec(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Highest `id` in a table; 0 if it is empty. */
  highestId(table: 'messages' | 'activities'): number {
    return Number(this.prepare(`SELECT MAX(id) AS id FROM ${table}`).get()?.['id'] ?? 0);
  }

  begin(): void {
    this.prepare('BEGIN IMMEDIATE').run();
  }

  commit(): void {
    this.prepare('COMMIT').run();
  }

  /** Rolls the transaction back. If the disk is full, SQLite may already have done so, or fail here too. */
  rollback(): void {
    try {
      if (this.#connection.isTransaction) this.exec('ROLLBACK');
    } catch {
      // The caller reports the error that made the rollback necessary.
    }
  }

  /**
   * Removes unused pages from the file, which shrinks at the next checkpoint. A file from before version 0.2.0
   * keeps its unused pages and uses them again (https://www.sqlite.org/pragma.html#pragma_auto_vacuum).
   */
  removeUnusedPages(): void {
    // A prepared statement would remove one page for each step.
    this.exec('PRAGMA incremental_vacuum');
  }

  close(): void {
    this.#connection.close();
  }
}

function open(file: string, synchronous: Synchronous): DatabaseSync {
  let connection: DatabaseSync | undefined;
  if (file !== ':memory:') makePrivateDatabase(file);
  try {
    connection = new DatabaseSync(file);
    // Set before the first access, so that the lock is taken once and held until the process ends.
    connection.exec('PRAGMA locking_mode = EXCLUSIVE');
    const isNew = checkOwner(connection, file) === 'new';
    // Has no effect after the first page is written.
    if (isNew) connection.exec('PRAGMA auto_vacuum = INCREMENTAL');
    connection.exec('PRAGMA journal_mode = WAL');
    connection.exec(`PRAGMA synchronous = ${synchronous}`);
    connection.exec('PRAGMA cache_size = -4096');
    checkPages(connection, file);
    migrate(connection, file);
    return connection;
  } catch (error) {
    connection?.close();
    throw explain(error, file);
  }
}

function checkOwner(connection: DatabaseSync, file: string): 'new' | 'ours' {
  if (pragma(connection, 'application_id') === APPLICATION_ID) return 'ours';
  const { tables } = connection.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() ?? {};
  const isNew = tables === 0 && pragma(connection, 'application_id') === 0;
  if (isNew) return 'new';
  throw new HostError(
    'state-foreign',
    `${file} is an SQLite file of another program. Name another state directory.`,
  );
}

function migrate(connection: DatabaseSync, file: string): void {
  const version = pragma(connection, 'user_version');
  if (version > MIGRATIONS.length) {
    throw new HostError(
      'state-newer',
      `${file} was written by a newer local host (schema version ${version}; this one knows ` +
        `${MIGRATIONS.length}). Use the newer host, or another state directory.`,
    );
  }
  // A start writes nothing, so it succeeds on a full disk.
  if (version === MIGRATIONS.length) return;
  connection.exec('BEGIN EXCLUSIVE');
  for (const step of MIGRATIONS.slice(version)) connection.exec(step);
  connection.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  connection.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  connection.exec('COMMIT');
}

/**
 * Largest file whose pages are all checked at the start, in bytes. A check takes 2 to 3 ms of CPU per MB. In a
 * larger file, damage is found when its page is read.
 */
const MOST_CHECKED_BYTES = 16 * 1024 * 1024;

function checkPages(connection: DatabaseSync, file: string): void {
  const bytes = pragma(connection, 'page_count') * pragma(connection, 'page_size');
  if (bytes > MOST_CHECKED_BYTES) return;
  const found = Object.values(connection.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
  if (found !== 'ok') throw damaged(file, String(found));
}

function pragma(connection: DatabaseSync, name: string): number {
  return Number(Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

// SQLite's result code for a file in use (https://www.sqlite.org/rescode.html).
const BUSY = 5;

function explain(error: unknown, file: string): unknown {
  const { errcode = 0 } = error as { errcode?: number };
  if ((errcode & 0xff) === BUSY) {
    return new HostError(
      'state-locked',
      `${file} is in use by another local host. Stop that one, or name another state directory.`,
    );
  }
  return isDamage(error) ? damaged(file, (error as Error).message) : error;
}

function damaged(file: string, problem: string): HostError {
  return new HostError(
    'state-damaged',
    `${file} is damaged (${problem}). Restore it from a copy, or start with an ` +
      'empty state directory (--reset removes it).',
  );
}
