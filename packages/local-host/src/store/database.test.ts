import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { HostError } from '../worker/host-error.ts';
import { Database } from './database.ts';

function newFile(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'database-'));
  t.after(() => {
    rmSync(directory, { recursive: true });
  });
  return join(directory, 'task-hub.sqlite');
}

const withCode = (code: string, words: RegExp) => (error: unknown) =>
  error instanceof HostError && error.code === code && words.test(error.message);

test('a file is opened again with what it held', (t) => {
  const file = newFile(t);
  const first = new Database(file, 'FULL');
  first.prepare('INSERT INTO history VALUES (?, ?, ?, ?)').run(1, 1, 0, '{}');
  first.close();
  const second = new Database(file, 'FULL');
  assert.equal(second.prepare('SELECT * FROM history').all().length, 1);
  second.close();
});

test('two hosts never share a file', (t) => {
  const file = newFile(t);
  const first = new Database(file, 'FULL');
  t.after(() => {
    first.close();
  });
  assert.throws(() => new Database(file, 'FULL'), withCode('state-locked', /in use by another/));
});

test('a damaged file is refused', (t) => {
  const file = newFile(t);
  writeFileSync(file, 'no database at all '.repeat(1000));
  assert.throws(() => new Database(file, 'FULL'), withCode('state-damaged', /is damaged/));
});

test('a newer file is refused', (t) => {
  const file = newFile(t);
  new Database(file, 'FULL').close();
  const raw = new DatabaseSync(file);
  raw.exec('PRAGMA user_version = 999');
  raw.close();
  assert.throws(() => new Database(file, 'FULL'), withCode('state-newer', /version 999/));
});

test("another program's file is refused", (t) => {
  const file = newFile(t);
  const raw = new DatabaseSync(file);
  raw.exec('CREATE TABLE theirs (x); PRAGMA user_version = 1');
  raw.close();
  assert.throws(() => new Database(file, 'FULL'), withCode('state-foreign', /another program/));
});

test('FULL is what is asked for, and what the file gets', (t) => {
  const database = new Database(newFile(t), 'FULL');
  assert.equal(database.prepare('PRAGMA synchronous').get()?.['synchronous'], 2);
  assert.equal(database.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal');
  database.close();
});
