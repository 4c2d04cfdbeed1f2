import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS description (
    kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS fault (seq INTEGER PRIMARY KEY AUTOINCREMENT, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS operation (id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS session (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    watcher TEXT NOT NULL,
    ends_at INTEGER NOT NULL,
    deleted_at INTEGER,
    file_due_at INTEGER,
    value TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS session_key ON session (key);
  CREATE INDEX IF NOT EXISTS session_watcher ON session (watcher, ends_at);
  CREATE INDEX IF NOT EXISTS session_file ON session (file_due_at) WHERE file_due_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS ledger (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    method TEXT NOT NULL,
    operation TEXT,
    session TEXT,
    counted INTEGER NOT NULL,
    status INTEGER,
    value TEXT NOT NULL
  ) STRICT;
`;

/**
 * Opens or creates the state. Without a file it is in memory only. The file uses WAL mode: it survives
 * SIGKILL, but a power cut may lose the last transactions. Only its owner can read the file.
 */
export function openDatabase(file?: string): DatabaseSync {
  if (file !== undefined) makePrivate(file);
  const database = new DatabaseSync(file ?? ':memory:');
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(SCHEMA);
  return database;
}

/** SQLite creates the `-wal` and `-shm` files with the same mode. */
function makePrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  for (const beside of [`${file}-wal`, `${file}-shm`]) {
    try {
      chmodSync(beside, 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Runs `work` in one transaction, and rolls it back if `work` throws. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** Deletes everything except the clock. */
export function clearDatabase(database: DatabaseSync): void {
  database.exec(
    'DELETE FROM description; DELETE FROM fault; DELETE FROM operation; DELETE FROM session; DELETE FROM ledger;',
  );
}
