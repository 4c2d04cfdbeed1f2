import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { Database } from './database.ts';
import { Transactions } from './transactions.ts';

/** Transactions on a table of notes. `faults` lists, in order, which commits fail. */
function setUp(t: TestContext, faults: boolean[] = []) {
  const database = new Database(':memory:', 'NORMAL');
  t.after(() => {
    database.close();
  });
  database.exec('CREATE TABLE notes (text TEXT UNIQUE)');
  database.exec(
    'CREATE TABLE lines (note TEXT REFERENCES notes (text) DEFERRABLE INITIALLY DEFERRED)',
  );
  const transactions = new Transactions(database, () => {
    if (faults.shift()) throw new Error('database or disk is full');
  });
  const texts = () =>
    database
      .prepare('SELECT text FROM notes ORDER BY text')
      .all()
      .map((row) => row['text'] as string);
  const insert = (text: string) => () => {
    database.prepare('INSERT INTO notes VALUES (?)').run(text);
    return text.length;
  };
  return { database, transactions, texts, insert };
}

const NOT_WRITTEN = { name: 'HostError', code: 'state-not-written' };

test('functions that are ready together share a commit, in order', async (t) => {
  const { transactions, texts, insert } = setUp(t);
  const first = transactions.run(insert('a'));
  const second = transactions.run(texts);
  assert.deepEqual(texts(), [], 'nothing is visible before the transaction');
  assert.equal(await first, 1);
  assert.deepEqual(await second, ['a']);
  assert.equal(transactions.commits, 1);
});

test('a function that throws undoes its own writes only', async (t) => {
  const { transactions, texts, insert } = setUp(t);
  const failing = transactions.run(() => {
    insert('half')();
    throw new Error('broken');
  });
  const others = [transactions.run(insert('a')), transactions.run(insert('b'))];
  await assert.rejects(failing, /broken/);
  await Promise.all(others);
  const refused = transactions.run(insert('a'));
  const accepted = transactions.run(insert('c'));
  await assert.rejects(refused, { code: 'ERR_SQLITE_ERROR', message: /UNIQUE/ });
  await accepted;
  assert.deepEqual(texts(), ['a', 'b', 'c']);
});

test('a full disk undoes the whole transaction, and the next one can be written', async (t) => {
  const { database, transactions, texts, insert } = setUp(t);
  await transactions.run(insert('kept'));
  const small = transactions.run(insert('small'));
  const large = transactions.run(insert('x'.repeat(20_000)));
  database.exec('PRAGMA max_page_count = 1');
  await assert.rejects(small, { ...NOT_WRITTEN, message: /full/ });
  await assert.rejects(large, NOT_WRITTEN);
  database.exec('PRAGMA max_page_count = 1000');
  await transactions.run(insert('new'));
  assert.deepEqual(texts(), ['kept', 'new']);
});

test('a commit that the schema refuses undoes the whole transaction', async (t) => {
  const { database, transactions, texts, insert } = setUp(t);
  const first = transactions.run(insert('a'));
  const faulty = transactions.run(() =>
    database.prepare("INSERT INTO lines VALUES ('no note')").run(),
  );
  await assert.rejects(first, NOT_WRITTEN);
  await assert.rejects(faulty, NOT_WRITTEN);
  assert.deepEqual(texts(), []);
});

test('after damage is found, no transaction is accepted', async (t) => {
  const { database, insert, texts } = setUp(t);
  let isDamaged = true;
  const transactions = new Transactions(database, () => {
    if (isDamaged) throw Object.assign(new Error('malformed'), { errcode: 11 + 256 });
  });
  const damaged = { name: 'HostError', code: 'state-damaged', message: /restore the state/ };
  await assert.rejects(transactions.run(insert('a')), damaged);
  isDamaged = false;
  await assert.rejects(transactions.run(insert('b')), damaged);
  assert.deepEqual(texts(), []);
});

test('a transaction that waits when the file is closed does not run', async (t) => {
  const { transactions, texts, insert } = setUp(t);
  const pending = transactions.run(insert('a'));
  transactions.close();
  await assert.rejects(pending, NOT_WRITTEN);
  await assert.rejects(transactions.run(insert('b')), NOT_WRITTEN);
  assert.deepEqual(texts(), []);
});

const step = fc.record({ together: fc.integer({ min: 1, max: 4 }), fails: fc.boolean() });

test('the table contains exactly the acknowledged writes, whichever commits fail', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
      const faults = steps.map(({ fails }) => fails);
      const { transactions, texts, insert } = setUp(t, faults);
      const acknowledged: string[] = [];
      for (const [round, { together }] of steps.entries()) {
        const names = Array.from({ length: together }, (_, index) => `${round}-${index}`);
        const results = await Promise.allSettled(
          names.map((name) => transactions.run(insert(name))),
        );
        acknowledged.push(...names.filter((_, index) => results[index]?.status === 'fulfilled'));
      }
      assert.deepEqual(texts(), acknowledged.sort());
    }),
    { numRuns: 50 },
  );
});
