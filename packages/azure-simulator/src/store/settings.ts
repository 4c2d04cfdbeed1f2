import type { DatabaseSync } from 'node:sqlite';

/** Reads a value kept under `key`, or undefined. */
export function readSetting<T>(database: DatabaseSync, key: string): T | undefined {
  const row = database.prepare('SELECT value FROM setting WHERE key = ?').get(key);
  return row === undefined ? undefined : (JSON.parse(String(row['value'])) as T);
}

/** Keeps a value under `key`. */
export function writeSetting(database: DatabaseSync, key: string, value: unknown): void {
  database
    .prepare('INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)')
    .run(key, JSON.stringify(value));
}
