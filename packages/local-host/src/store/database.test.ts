import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { HostError } from '../model/host-error.ts';
import { Database } from './database.ts';
import { Histories } from './histories.ts';
import { Instances } from './instances.ts';
import { MIGRATIONS } from './schema.ts';

function newFile(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'database-'));
  t.after(() => {
    rmSync(directory, { recursive: true });
  });
  return join(directory, 'task-hub.sqlite');
}

const withCode = (code: string, words: RegExp) => (error: unknown) =>
  error instanceof HostError && error.code === code && words.test(error.message);

test('a file is opened again with its content', (t) => {
  const file = newFile(t);
  const first = new Database(file, 'FULL');
  first.prepare('INSERT INTO history VALUES (?, ?, ?, ?)').run(1, 1, 0, '{}');
  first.close();
  const second = new Database(file, 'FULL');
  assert.equal(second.prepare('SELECT * FROM history').all().length, 1);
  second.close();
});

test('a file of the first version is upgraded with all its content', (t) => {
  const file = newFile(t);
  const raw = new DatabaseSync(file);
  raw.exec(MIGRATIONS[0] ?? '');
  raw.exec(`PRAGMA user_version = 1; PRAGMA application_id = 1634493295`);
  const insert = raw.prepare(
    `INSERT INTO instances VALUES (?, 'x', 'chain', NULL, ?, '1', NULL, NULL, NULL, ?, ?)`,
  );
  insert.run('late', 'Running', 2, 2);
  insert.run('early', 'Completed', 1, 3);
  const history = raw.prepare('INSERT INTO history VALUES (?, ?, ?)');
  history.run('late', 0, 'a\nb');
  history.run('late', 2, 'c');
  history.run('early', 0, 'd');
  raw.close();
  const database = new Database(file, 'FULL');
  t.after(() => {
    database.close();
  });
  const instances = new Instances(database);
  assert.deepEqual(
    instances.list({}).map(({ id, status, updatedAt }) => [id, status, updatedAt]),
    [
      ['early', 'Completed', 3],
      ['late', 'Running', 2],
    ],
  );
  const histories = new Histories(database);
  assert.deepEqual([histories.read('late'), histories.read('early')], [['a', 'b', 'c'], ['d']]);
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

test('a file with a damaged page is refused', (t) => {
  const file = newFile(t);
  const database = new Database(file, 'FULL');
  const insert = database.prepare('INSERT INTO history VALUES (?, 1, ?, ?)');
  for (let id = 1; id <= 500; id += 1) insert.run(id, id, 'x'.repeat(500));
  database.close();
  const content = readFileSync(file);
  content.fill(0xff, content.length / 2, content.length / 2 + 8192);
  writeFileSync(file, content);
  assert.throws(() => new Database(file, 'FULL'), withCode('state-damaged', /from a copy/));
});

test('a start writes nothing to a file of this version, so a full disk does not prevent it', (t) => {
  const file = newFile(t);
  new Database(file, 'FULL').close();
  const database = new Database(file, 'FULL');
  assert.equal(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0, 0);
  database.close();
});

test('a file with the id of another application is refused and not changed', (t) => {
  const file = newFile(t);
  const raw = new DatabaseSync(file);
  raw.exec('PRAGMA application_id = 77');
  raw.close();
  const before = readFileSync(file);
  assert.throws(() => new Database(file, 'FULL'), withCode('state-foreign', /another program/));
  assert.deepEqual(readFileSync(file), before);
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

test('the mode decides when SQLite flushes the write-ahead log', (t) => {
  for (const [synchronous, expected] of [
    ['NORMAL', 1],
    ['FULL', 2],
  ] as const) {
    const database = new Database(newFile(t), synchronous);
    assert.equal(database.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal');
    assert.equal(database.prepare('PRAGMA synchronous').get()?.['synchronous'], expected);
    database.close();
  }
});
