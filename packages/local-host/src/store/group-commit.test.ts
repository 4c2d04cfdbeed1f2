import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Database, type Synchronous } from './database.ts';
import { GroupCommit } from './group-commit.ts';

function setUp(t: TestContext, synchronous: Synchronous = 'FULL') {
  const database = new Database(':memory:', synchronous);
  t.after(() => {
    database.close();
  });
  database.exec('CREATE TABLE notes (text TEXT UNIQUE)');
  database.exec(
    'CREATE TABLE lines (note TEXT REFERENCES notes (text) DEFERRABLE INITIALLY DEFERRED)',
  );
  const texts = () =>
    database
      .prepare('SELECT text FROM notes ORDER BY text')
      .all()
      .map((row) => row['text'] as string);
  const insert = (text: string) => () =>
    void database.prepare('INSERT INTO notes VALUES (?)').run(text);
  const insertFaulty = () => void database.prepare("INSERT INTO lines VALUES ('no note')").run();
  return { database, group: new GroupCommit(database), texts, insert, insertFaulty };
}

const NOT_WRITTEN = { name: 'HostError', code: 'state-not-written' };

test('writes that come together share a transaction, and each sees those before it', async (t) => {
  const { group, texts, insert } = setUp(t);
  const first = group.write(insert('a'));
  assert.deepEqual(texts(), ['a']);
  assert.equal(group.commits, 0);
  await Promise.all([first.committed, group.write(insert('b')).committed]);
  assert.equal(group.commits, 1);
  assert.deepEqual(texts(), ['a', 'b']);
});

test('nothing stays of a write that fails half-way, nor of those it shares a transaction with', async (t) => {
  const { group, texts, insert } = setUp(t);
  const first = group.write(insert('a'));
  const half = () => {
    insert('half')();
    throw new Error('broken');
  };
  assert.throws(() => group.write(half), /broken/);
  const last = group.write(insert('b'));
  await assert.rejects(first.committed, NOT_WRITTEN);
  await last.committed;
  assert.deepEqual(texts(), ['b']);
});

test('nothing stays of a transaction that finds the disk full', async (t) => {
  const { database, group, texts, insert } = setUp(t);
  await group.write(insert('kept')).committed;
  const small = group.write(insert('small'));
  database.exec('PRAGMA max_page_count = 1');
  assert.throws(() => group.write(insert('x'.repeat(20_000))), { ...NOT_WRITTEN, message: /full/ });
  await assert.rejects(small.committed, NOT_WRITTEN);
  database.exec('PRAGMA max_page_count = 1000');
  assert.deepEqual(texts(), ['kept']);
});

test('when a transaction is lost, all who wrote hear it, and nobody can build upon it', async (t) => {
  const { group, texts, insert, insertFaulty } = setUp(t);
  await group.write(insert('kept')).committed;
  const basis = group.lost;
  const first = group.write(insert('a')).committed;
  // Found out at the end of the transaction.
  const faulty = group.write(insertFaulty);
  const settled = group.settled();
  await assert.rejects(first, NOT_WRITTEN);
  await assert.rejects(faulty.committed, NOT_WRITTEN);
  await assert.rejects(settled, NOT_WRITTEN);
  assert.deepEqual(texts(), ['kept']);
  assert.throws(() => group.write(insert('built upon a'), basis), NOT_WRITTEN);
  await group.write(insert('new')).committed;
  assert.deepEqual(texts(), ['kept', 'new']);
});
