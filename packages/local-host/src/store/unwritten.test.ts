import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { event, EventType, type EventRaised, type TimerFired } from '../model/history-event.ts';
import { Database } from './database.ts';
import type { Instance } from '../model/instance.ts';
import type { NewMessage } from '../model/message.ts';
import { Store } from './store.ts';

function newStore(t: TestContext): { store: Store; reopen: () => Store } {
  const directory = mkdtempSync(join(tmpdir(), 'unwritten-'));
  const open = () => new Store(join(directory, 'task-hub.sqlite'), 'NORMAL');
  let store = open();
  t.after(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });
  const reopen = () => {
    store.close();
    return (store = open());
  };
  return { store, reopen };
}

const instance = (id: string, status: Instance['status'] = 'Pending'): Instance => ({
  ...{ id, executionId: `x-${id}`, name: 'chain', version: null, status, input: '1' },
  ...{ output: null, customStatus: null, parent: null, createdAt: 1, updatedAt: 1 },
});

const raised = (Name: string): EventRaised =>
  event<EventRaised>(
    { EventType: EventType.EventRaised, Name, Input: null, ParentTraceContext: null },
    0,
  );

const message = (target: string, dueAt: number, timer?: number): NewMessage => ({
  ...{ target, executionId: 'x', dueAt },
  event:
    timer === undefined
      ? raised('go')
      : event<TimerFired>({ EventType: EventType.TimerFired, TimerId: timer, FireAt: '' }, 0),
});

test('all can read what the open transaction has not written yet', async (t) => {
  const { store, reopen } = newStore(t);
  const read = (from: Store) => ({
    instance: from.instances.get('a'),
    execution: from.instances.executionOf('a'),
    history: from.histories.events('a'),
    due: from.messages.due('a', 5).map(({ dueAt }) => dueAt),
    list: from.instances.list({ statuses: ['Running'] }).map(({ id }) => id),
    targets: from.messages.targetsDue(5),
    next: from.messages.nextDueAfter(5),
  });
  const { committed } = store.write(() => {
    store.instances.put(instance('a'));
    store.histories.append('a', 0, [raised('one'), raised('two')]);
    store.messages.send(message('a', 7));
    store.messages.send(message('a', 3));
    store.instances.update(instance('a', 'Running'));
    store.histories.append('a', 2, [raised('three')]);
  });
  const expected = {
    instance: instance('a', 'Running'),
    execution: 'x-a',
    history: [raised('one'), raised('two'), raised('three')],
    ...{ due: [3], list: ['a'], targets: ['a'], next: 7 },
  };
  assert.deepEqual(read(store), expected);
  await committed;
  assert.deepEqual(read(store), expected);
  assert.deepEqual(read(reopen()), expected);
});

test('a message that is taken within its transaction is never written', async (t) => {
  const { store } = newStore(t);
  const prepare = t.mock.method(Database.prototype, 'prepare');
  await store.write(() => {
    store.messages.send(message('a', 1));
    for (const { id } of store.messages.due('a', 1)) store.messages.delete(id);
  }).committed;
  const texts = prepare.mock.calls.map(({ arguments: [sql] }) => sql);
  assert.deepEqual(
    texts.filter((sql) => /^(INSERT INTO|DELETE FROM) messages/.test(sql)),
    [],
  );
  await store.write(() => store.messages.send(message('a', 1))).committed;
  assert(prepare.mock.calls.some(({ arguments: [sql] }) => sql.startsWith('INSERT INTO messages')));
});

test('a message that a read could not write out is not lost', async (t) => {
  const { store, reopen } = newStore(t);
  const { committed } = store.write(() => store.messages.send(message('a', 1)));
  const failing = t.mock.method(Database.prototype, 'prepare', () => {
    throw new Error('disk I/O error');
  });
  assert.throws(() => store.messages.targetsDue(1), /disk I\/O error/);
  failing.mock.restore();
  await committed;
  assert.deepEqual(reopen().messages.targetsDue(1), ['a']);
});

test('a transaction that is lost leaves nothing in memory, at its end or before', async (t) => {
  const { store } = newStore(t);
  await store.write(() => store.instances.put(instance('a', 'Running'))).committed;
  const change = () =>
    store.write(() => {
      store.instances.put(instance('b'));
      store.instances.update(instance('a', 'Completed'));
      store.histories.append('a', 0, [raised('one')]);
      store.messages.send(message('a', 1));
    });
  const assertUnchanged = () => {
    assert.equal(store.instances.get('b'), undefined);
    assert.equal(store.instances.get('a')?.status, 'Running');
    assert.deepEqual(store.histories.read('a'), []);
    assert.deepEqual(store.messages.due('a', 1), []);
  };
  const commit = t.mock.method(Database.prototype, 'commit', fail);
  await assert.rejects(change().committed, { code: 'state-not-written' });
  commit.mock.restore();
  assertUnchanged();

  const again = change().committed;
  assert.throws(() => store.write(fail), /disk full/);
  await assert.rejects(again, { code: 'state-not-written' });
  assertUnchanged();
  await store.write(() => undefined).committed;
  assertUnchanged();
});

function fail(): never {
  throw new Error('disk full');
}

const withoutId = ({ target, executionId, dueAt, event }: NewMessage): NewMessage => ({
  ...{ target, executionId, dueAt, event },
});

const target = fc.constantFrom('a', 'b');
const small = fc.integer({ min: 0, max: 3 });
const step = fc.oneof(
  fc.record({ do: fc.constant('send'), target, dueAt: small, timer: fc.option(small) }),
  fc.record({ do: fc.constant('take'), target, dueAt: small }),
  fc.record({ do: fc.constant('cancel'), target, timer: small }),
  fc.record({ do: fc.constant('clear'), target }),
  fc.record({ do: fc.constantFrom('commit', 'lose') }),
);

type Step = { do: string; target?: string; dueAt?: number; timer?: number | null };

test('messages are the same whether they are written already or not', async (t) => {
  const { store } = newStore(t);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps: Step[]) => {
      let model: NewMessage[] = [];
      let committed: NewMessage[] = [];
      const commit = async () => {
        await store.write(() => undefined).committed;
        committed = model;
      };
      for (const { do: action, target = '', dueAt = 0, timer } of steps) {
        if (action === 'commit') {
          await commit();
          continue;
        }
        if (action === 'lose') {
          assert.throws(() => store.write(fail));
          model = committed;
          continue;
        }
        store.write(() => {
          if (action === 'send') {
            const sent = message(target, dueAt, timer ?? undefined);
            store.messages.send(sent);
            model = [...model, sent].sort((one, other) => one.dueAt - other.dueAt);
          } else if (action === 'take') {
            for (const { id } of store.messages.due(target, dueAt)) store.messages.delete(id);
            model = model.filter((each) => each.target !== target || each.dueAt > dueAt);
          } else if (action === 'cancel') {
            store.messages.deleteTimer(target, 'x', timer ?? 0);
            const isIt = ({ event }: NewMessage) =>
              event.EventType === EventType.TimerFired && event.TimerId === timer;
            model = model.filter((each) => each.target !== target || !isIt(each));
          } else {
            store.messages.deleteAllTo(target);
            model = model.filter((each) => each.target !== target);
          }
        });
        for (const each of ['a', 'b']) {
          const due = store.messages.due(each, 3).map(withoutId);
          assert.deepEqual(
            due,
            model.filter(({ target }) => target === each),
          );
        }
      }
      store.write(() => ['a', 'b'].forEach((each) => store.messages.deleteAllTo(each)));
      model = [];
      await commit();
    }),
  );
});
