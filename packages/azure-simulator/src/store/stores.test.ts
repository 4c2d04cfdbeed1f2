import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import { ORDINARY_WATCHER, type Watcher } from '../descriptions/watcher.ts';
import { ORDINARY_SCALE_SET } from '../descriptions/scale-set.ts';
import { ordinaryAccount } from '../descriptions/storage-account.ts';
import { ORDINARY_MACHINE } from '../descriptions/virtual-machine.ts';
import { FaultDescription } from '../faults/fault.ts';
import type { Session } from '../model/session.ts';
import { readClock, writeClock } from './clock-setting.ts';
import { clearDatabase, openDatabase, transaction } from './database.ts';
import { DescriptionStore } from './description-store.ts';
import { FaultStore } from './fault-store.ts';
import { Ledger, type LedgerEntry, type LedgerFilter } from './ledger.ts';
import { OperationStore, type AsyncOperation } from './operation-store.ts';
import { SessionStore } from './session-store.ts';
import { World } from './world.ts';

const fault = (description: object) => v.parse(FaultDescription, description);

describe('faults', () => {
  const call = { method: 'GET', path: '/a' };

  test('are listed in the order of their creation until they are deleted', () => {
    const faults = new FaultStore(openDatabase());
    const first = faults.add(fault({ kind: 'throttle' }));
    const second = faults.add(fault({ kind: 'refuse' }));
    assert.deepEqual([first.id, first.matched, first.played], [1, 0, 0]);
    assert.deepEqual(faults.list(), [first, second]);
    assert.deepEqual([faults.delete(1), faults.delete(1)], [true, false]);
    assert.deepEqual(faults.list(), [second]);
    faults.clear();
    assert.deepEqual(faults.list(), []);
  });

  test('count the calls that they match, and those that they apply to', () => {
    const faults = new FaultStore(openDatabase());
    faults.add(fault({ kind: 'throttle', after: 1, times: 1 }));
    faults.add(fault({ kind: 'refuse', match: { method: 'PUT' } }));
    const taken = [1, 2, 3].map(() => faults.take(call).map(({ kind }) => kind));
    assert.deepEqual(taken, [[], ['throttle'], []]);
    assert.deepEqual(
      faults.list().map(({ matched, played }) => [matched, played]),
      [
        [3, 1],
        [0, 0],
      ],
    );
  });
});

describe('the ledger', () => {
  const entry = (change: Partial<LedgerEntry>): LedgerEntry => ({
    ...{ time: '', receivedAt: 1, method: 'GET', path: '/', counted: false, requestId: 'r' },
    ...change,
  });
  const entries = [
    entry({ operation: 'a.create', session: 'One', counted: true, status: 201, method: 'PUT' }),
    entry({ operation: 'a.get', session: 'One', status: 200 }),
    entry({ status: 404 }),
    entry({}),
  ];
  const filters: [filter: LedgerFilter | undefined, numbers: number[]][] = [
    [undefined, [1, 2, 3, 4]],
    [{ method: 'put' }, [1]],
    [{ operation: 'A.GET' }, [2]],
    [{ session: 'ONE' }, [1, 2]],
    [{ counted: true }, [1]],
    [{ counted: false }, [2, 3, 4]],
    [{ status: 404 }, [3]],
    [{ after: 2 }, [3, 4]],
    [{ session: 'one', counted: false }, [2]],
  ];
  for (const [filter, numbers] of filters) {
    test(`lists the calls with ${JSON.stringify(filter)}, in order`, () => {
      const ledger = new Ledger(openDatabase());
      for (const each of entries) ledger.append(each);
      assert.deepEqual(
        ledger.list(filter),
        numbers.map((seq) => ({ seq, ...entries[seq - 1] })),
      );
      ledger.clear();
      assert.deepEqual(ledger.list(), []);
    });
  }
});

describe('sessions', () => {
  const session = (id: string, change: Partial<Session> = {}): Omit<Session, 'seq'> => {
    const end = { at: 100, cause: 'time-limit' as const };
    return { id, watcherId: '/W', end, file: 'pending', fileDelay: 5, ...change } as Session;
  };

  test('are found by their id, in any case, until they are deleted', () => {
    const sessions = new SessionStore(openDatabase());
    const first = sessions.insert(session('/One', { deletedAt: 10 }));
    const second = sessions.insert(session('/one'));
    assert.deepEqual([first.seq, second.seq], [1, 2]);
    assert.deepEqual(sessions.bySeq(1), first);
    assert.equal(sessions.bySeq(3), undefined);
    assert.deepEqual(sessions.find('/ONE', 5), second, 'the newest one');
    assert.deepEqual(sessions.all(), [first, second]);
    const deleted = { ...second, deletedAt: 20 };
    sessions.update(deleted);
    assert.deepEqual([sessions.find('/one', 19), sessions.find('/one', 20)], [deleted, undefined]);
    assert.deepEqual(sessions.find('/one', 9), deleted);
  });

  test('are listed and counted by their watcher', () => {
    const sessions = new SessionStore(openDatabase());
    const one = sessions.insert(session('/1', { deletedAt: 50 }));
    const two = sessions.insert(session('/2'));
    sessions.insert(session('/3', { watcherId: '/other' }));
    assert.deepEqual(sessions.listed('/w', 49), [one, two]);
    assert.deepEqual(sessions.listed('/w', 50), [two]);
    const counts = [49, 50, 99, 100].map((now) => sessions.activeCount('/w', now));
    assert.deepEqual(counts, [2, 1, 1, 0]);
  });

  test('have a file some time after their end', () => {
    const sessions = new SessionStore(openDatabase());
    assert.equal(sessions.nextFileDue(), undefined);
    const late = sessions.insert(session('/1', { fileDelay: 50 }));
    const soon = sessions.insert(session('/2'));
    sessions.insert(session('/3', { file: 'none' }));
    assert.equal(sessions.nextFileDue(), 105);
    assert.deepEqual([sessions.filesDue(104), sessions.filesDue(105)], [[], [soon]]);
    assert.deepEqual(sessions.filesDue(150), [soon, late]);
    sessions.update({ ...soon, file: 'written' });
    assert.equal(sessions.nextFileDue(), 150);
  });
});

test('operations are found by their id, in any case', () => {
  const operations = new OperationStore(openDatabase());
  const operation: AsyncOperation = {
    ...{ id: 'a-1', kind: 'stop', region: 'r', provider: 'Microsoft.Network' },
    ...{ startedAt: 1, doneAt: 2 },
  };
  operations.insert(operation);
  assert.deepEqual([operations.get('A-1'), operations.get('b')], [operation, undefined]);
});

test('the clock keeps its last setting', () => {
  const database = openDatabase();
  assert.equal(readClock(database), undefined);
  const state = { realAnchor: 1, simulatedAnchor: 2, scale: 3, instant: true };
  writeClock(database, state);
  writeClock(database, { ...state, scale: 4 });
  assert.deepEqual(readClock(database), { ...state, scale: 4 });
  clearDatabase(database);
  assert.deepEqual(readClock(database), { ...state, scale: 4 });
});

test('a reset removes everything else', () => {
  const database = openDatabase();
  const descriptions = new DescriptionStore(database);
  descriptions.put('watcher', 'r', ORDINARY_WATCHER);
  new FaultStore(database).add(fault({ kind: 'throttle' }));
  clearDatabase(database);
  assert.deepEqual([descriptions.list('watcher'), new FaultStore(database).list()], [[], []]);
});

test('a transaction that throws is rolled back', () => {
  const database = openDatabase();
  const faults = new FaultStore(database);
  assert.equal(
    transaction(database, () => faults.add(fault({ kind: 'throttle' })).id),
    1,
  );
  assert.throws(
    () =>
      transaction(database, () => {
        faults.clear();
        throw new Error('broken');
      }),
    { message: 'broken' },
  );
  assert.equal(faults.list().length, 1);
});

describe('the world', () => {
  const id = { subscriptionId: 's', resourceGroup: 'g', type: 'T/t', name: 'N' };
  const setUp = () => new World(new DescriptionStore(openDatabase()));

  test('has what is described by id, then by name, and ordinary resources otherwise', () => {
    const world = setUp();
    assert.deepEqual(world.virtualMachine(id), ORDINARY_MACHINE);
    assert.deepEqual(world.scaleSet(id), ORDINARY_SCALE_SET);
    assert.deepEqual(world.storageAccount('a'), ordinaryAccount('a'));
    const byName = { ...ORDINARY_MACHINE, name: 'n' };
    world.describeMachine(byName);
    assert.deepEqual(world.virtualMachine(id), byName);
    const byId = {
      ...ORDINARY_MACHINE,
      name: undefined,
      id: '/subscriptions/s/resourceGroups/g/providers/T/t/N',
    };
    world.describeMachine({ ...byId, missing: true });
    assert.equal(world.virtualMachine(id), undefined);
    world.describeScaleSet({ ...ORDINARY_SCALE_SET, name: 'n', missing: true });
    assert.equal(world.scaleSet(id), undefined);
    world.describeStorageAccount({ ...ordinaryAccount('A'), missing: true });
    assert.equal(world.storageAccount('a'), undefined);
    assert.deepEqual(
      [
        world.descriptions.delete('storage-account', 'A'),
        world.descriptions.delete('watcher', 'A'),
      ],
      [true, false],
    );
    assert.deepEqual(world.storageAccount('a'), ordinaryAccount('a'));
  });

  test('has one watcher in a region, of the subscription if it is described for it', () => {
    const world = setUp();
    const names = (subscription: string) =>
      world.watchers(subscription).map(({ region, name }) => `${region} ${name}`);
    assert.deepEqual(world.watchers('s'), [ORDINARY_WATCHER]);
    const watcher = (change: Partial<Watcher>) =>
      world.describeWatcher({ ...ORDINARY_WATCHER, ...change });
    watcher({ name: 'own', subscriptionId: 'S' });
    watcher({ name: 'all' });
    watcher({ region: 'uksouth', name: 'uk' });
    watcher({ region: 'ukwest', state: 'absent' });
    assert.deepEqual(names('s'), ['westeurope own', 'uksouth uk']);
    assert.deepEqual(names('t'), ['westeurope all', 'uksouth uk']);
    assert.equal(world.watcher('s', 'networkwatcherrg', 'OWN')?.name, 'own');
    assert.equal(world.watcher('s', 'other', 'own'), undefined);
    assert.equal(world.watcher('t', 'NetworkWatcherRG', 'own'), undefined);
  });
});
