import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Database } from './database.ts';
import { GroupCommit } from './group-commit.ts';

function setUp(t: TestContext): { database: Database; group: GroupCommit; rows: () => unknown[] } {
  const database = new Database(':memory:', 'FULL');
  t.after(() => {
    database.close();
  });
  database.exec('CREATE TABLE notes (text TEXT UNIQUE)');
  const rows = () => database.prepare('SELECT text FROM notes ORDER BY text').all();
  return { database, group: new GroupCommit(database), rows };
}

test('writes that come together share a transaction', async (t) => {
  const { database, group, rows } = setUp(t);
  const insert = (text: string) => () =>
    void database.prepare('INSERT INTO notes VALUES (?)').run(text);
  await Promise.all([group.commit(insert('a')), group.commit(insert('b'))]);
  assert.equal(group.commits, 1);
  assert.equal(rows().length, 2);
});

test('a write that fails takes no other with it', async (t) => {
  const { database, group, rows } = setUp(t);
  const insert = (text: string) => () =>
    void database.prepare('INSERT INTO notes VALUES (?)').run(text);
  const results = await Promise.allSettled([
    group.commit(insert('a')),
    group.commit(() => {
      insert('half')();
      throw new Error('refused');
    }),
    group.commit(insert('a')),
    group.commit(insert('b')),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(
    rows().map((row) => (row as { text: string }).text),
    ['a', 'b'],
  );
});
