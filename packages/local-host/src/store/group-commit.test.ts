import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { Database, type Synchronous } from './database.ts';
import { GroupCommit } from './group-commit.ts';

function setUp(t: TestContext, synchronous: Synchronous = 'ACKNOWLEDGED') {
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
  await Promise.all([first.flushed(), group.write(insert('b')).flushed()]);
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
  await assert.rejects(first.flushed(), NOT_WRITTEN);
  await last.flushed();
  assert.deepEqual(texts(), ['b']);
});

test('nothing stays of a transaction that finds the disk full', async (t) => {
  const { database, group, texts, insert } = setUp(t);
  await group.write(insert('kept')).flushed();
  const small = group.write(insert('small'));
  database.exec('PRAGMA max_page_count = 1');
  assert.throws(() => group.write(insert('x'.repeat(20_000))), { ...NOT_WRITTEN, message: /full/ });
  await assert.rejects(small.flushed(), NOT_WRITTEN);
  database.exec('PRAGMA max_page_count = 1000');
  assert.deepEqual(texts(), ['kept']);
});

test('when a transaction is lost, all who wrote hear it, and nobody can build upon it', async (t) => {
  const { group, texts, insert, insertFaulty } = setUp(t);
  await group.write(insert('kept')).flushed();
  const basis = group.lost;
  const first = group.write(insert('a')).flushed();
  // Found out at the end of the transaction.
  const faulty = group.write(insertFaulty);
  const settled = group.settled();
  await assert.rejects(first, NOT_WRITTEN);
  await assert.rejects(faulty.flushed(), NOT_WRITTEN);
  await assert.rejects(settled, NOT_WRITTEN);
  assert.deepEqual(texts(), ['kept']);
  assert.throws(() => group.write(insert('built upon a'), basis), NOT_WRITTEN);
  await group.write(insert('new')).flushed();
  assert.deepEqual(texts(), ['kept', 'new']);
});

test('what is abandoned is undone', async (t) => {
  const { group, texts, insert } = setUp(t);
  const { committed, flushed } = group.write(insert('a'));
  const heard = flushed();
  group.abandon();
  await assert.rejects(committed, NOT_WRITTEN);
  await assert.rejects(heard, NOT_WRITTEN);
  assert.deepEqual(texts(), []);
});

test('a transaction takes in what follows, for a while, unless somebody waits for its end', async (t) => {
  const { group, insert } = setUp(t);
  let now = 1000;
  t.mock.method(performance, 'now', () => now);
  const first = group.write(insert('a'));
  assert.ok(first.takesIn());
  now += 1.9;
  assert.ok(first.takesIn());
  now += 0.1;
  assert.ok(!first.takesIn());
  await first.committed;

  const second = group.write(insert('b'));
  assert.ok(second.takesIn());
  assert.ok(!first.takesIn());
  const told = group.write(insert('c')).flushed();
  assert.ok(!second.takesIn());
  await told;
});

test('a write knows whether it was lost', async (t) => {
  const { group, insert, insertFaulty } = setUp(t);
  const kept = group.write(insert('a'));
  await kept.committed;
  const lost = group.write(insertFaulty);
  assert.ok(!lost.isLost());
  await assert.rejects(lost.committed, NOT_WRITTEN);
  assert.ok(lost.isLost());
  assert.ok(!lost.takesIn());
  assert.ok(!kept.isLost());
});

describe('a commit', () => {
  /** What happened, in its order. */
  function watch(t: TestContext, database: Database): string[] {
    const seen: string[] = [];
    t.mock.method(database, 'flush', () => void seen.push('flush'));
    const commit = database.commit.bind(database);
    t.mock.method(database, 'commit', () => {
      seen.push('commit');
      commit();
    });
    return seen;
  }

  test('is flushed before anybody is told of it', async (t) => {
    const { database, group, insert } = setUp(t);
    const seen = watch(t, database);
    const told = group.write(insert('a')).flushed();
    await told.then(() => seen.push('told'));
    assert.deepEqual(seen, ['commit', 'flush', 'told']);
    await group.settled();
    assert.deepEqual(seen, ['commit', 'flush', 'told']);
  });

  test('that nobody is told of is flushed with the next that is', async (t) => {
    const { database, group, insert } = setUp(t);
    const seen = watch(t, database);
    const { committed, flushed } = group.write(insert('a'));
    await committed;
    await Promise.all([group.write(insert('b')).flushed(), flushed()]);
    assert.deepEqual(seen, ['commit', 'commit', 'flush']);
  });

  test('is flushed when somebody asks afterwards, by itself or by what can be read', async (t) => {
    const { database, group, insert } = setUp(t);
    const seen = watch(t, database);
    const { committed, flushed } = group.write(insert('a'));
    await committed;
    await flushed();
    assert.deepEqual(seen.splice(0), ['commit', 'flush']);
    await group.write(insert('b')).committed;
    await group.settled();
    assert.deepEqual(seen, ['commit', 'flush']);
  });

  test('that nobody ever asks for is flushed soon after', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { database, group, insert } = setUp(t);
    const seen = watch(t, database);
    await group.write(insert('a')).committed;
    t.mock.timers.tick(9);
    assert.deepEqual(seen, ['commit']);
    t.mock.timers.tick(1);
    assert.deepEqual(seen, ['commit', 'flush']);
  });

  test('that SQLite flushes is told of at once', async (t) => {
    const { database, group, insert } = setUp(t, 'FULL');
    const seen = watch(t, database);
    const { committed, flushed } = group.write(insert('a'));
    await committed;
    assert.deepEqual(seen, ['commit', 'flush']);
    await flushed();
  });

  test('that cannot be flushed is the last: what the disk holds is not known', async (t) => {
    const { database, group, insert } = setUp(t);
    const unheard = group.write(insert('a'));
    await unheard.committed;
    const flush = t.mock.method(database, 'flush', () => {
      throw new Error('EIO: i/o error');
    });
    const lost = group.lost;
    await assert.rejects(unheard.flushed(), {
      ...NOT_WRITTEN,
      message: /EIO.*start the host again/,
    });
    flush.mock.restore();
    assert(group.lost > lost && group.isBroken);
    assert.throws(() => group.write(insert('b')), NOT_WRITTEN);
    await assert.rejects(group.settled(), NOT_WRITTEN);
  });
});
