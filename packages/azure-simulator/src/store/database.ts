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
 * Opens the state, creating it when absent. Without a file it lives in memory only. With one it is
 * in WAL mode and survives the process being killed; a power cut may lose the last moments.
 */
export function openDatabase(file?: string): DatabaseSync {
  const database = new DatabaseSync(file ?? ':memory:');
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(SCHEMA);
  return database;
}

/** Runs `work` in one transaction: all of it is kept, or, when it throws, nothing. */
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

/** Forgets everything but the clock. */
export function clearDatabase(database: DatabaseSync): void {
  database.exec(
    'DELETE FROM description; DELETE FROM fault; DELETE FROM operation; DELETE FROM session; DELETE FROM ledger;',
  );
}
