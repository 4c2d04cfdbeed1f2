import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Database } from './database.ts';
import { Instances, type InstanceFilter } from './instances.ts';
import { Store } from './store.ts';
import type { ParentInstance } from '../model/history-event.ts';
import type { Instance } from '../model/instance.ts';

const instance = (id: string, createdAt: number): Instance => ({
  ...{ id, executionId: 'e', name: 'n', version: null, status: 'Completed' },
  ...{ input: null, output: null, customStatus: null, parent: null },
  ...{ createdAt, updatedAt: createdAt, notices: {} },
});

test('an instance is stored with all its fields, and a turn changes some of them', () => {
  const instances = new Instances(new Database(':memory:', 'NORMAL'));
  const parent: ParentInstance = {
    ...{ Name: 'parent', TaskScheduleId: 3, Version: '1' },
    OrchestrationInstance: { InstanceId: 'p', ExecutionId: 'x' },
  };
  const stored = { ...instance('a', 1), version: '2', parent, notices: { openWork: 'a timer' } };
  instances.put(stored);
  instances.put(instance('b', 1));
  assert.deepEqual(instances.get('a'), stored);
  const changed: Instance = {
    ...{ ...stored, executionId: 'f', status: 'Failed', input: '1', output: '2' },
    ...{ customStatus: '3', updatedAt: 9, notices: {} },
  };
  instances.update({ ...changed, name: 'other', createdAt: 8, version: null, parent: null });
  assert.deepEqual([instances.get('a'), instances.executionOf('a')], [changed, 'f']);
  assert.deepEqual(instances.get('b'), instance('b', 1));
  instances.delete('a');
  assert.deepEqual([instances.get('a'), instances.executionOf('a')], [undefined, undefined]);
});

test('a list can be of some statuses and of ids with a prefix', () => {
  const instances = new Instances(new Database(':memory:', 'NORMAL'));
  const statuses = { a1: 'Running', a2: 'Failed', b1: 'Failed', b2: 'Completed' } as const;
  for (const [id, status] of Object.entries(statuses)) {
    instances.put({ ...instance(id, 0), status });
  }
  const filters: [filter: InstanceFilter, ids: string][] = [
    [{ statuses: [], idPrefix: '' }, 'a1 a2 b1 b2'],
    [{ statuses: ['Failed'] }, 'a2 b1'],
    [{ statuses: ['Failed', 'Running', 'Unknown'] }, 'a1 a2 b1'],
    [{ idPrefix: 'b' }, 'b1 b2'],
    [{ statuses: ['Failed'], idPrefix: 'b' }, 'b1'],
  ];
  for (const [filter, ids] of filters) {
    const found = instances.list(filter).map(({ id }) => id);
    assert.equal(found.join(' '), ids, JSON.stringify(filter));
  }
});

test('a list is in the order of the ids, whether few or many are in its period', async () => {
  const store = new Store(':memory:', { synchronous: 'NORMAL' });
  const all = Array.from({ length: 2500 }, (_, n) => instance(`i-${(n * 7) % 2503}`, n));
  await store.transaction(() => {
    for (const one of all) store.instances.put(one);
  });
  const time = fc.integer({ min: 0, max: 2600 });
  fc.assert(
    fc.property(time, time, fc.integer({ min: 1, max: 50 }), (createdFrom, createdTo, limit) => {
      const expected = all
        .filter(({ createdAt }) => createdAt >= createdFrom && createdAt <= createdTo)
        .map(({ id }) => id)
        .sort();
      const filter = { createdFrom, createdTo };
      const first = store.instances.list({ ...filter, limit }).map(({ id }) => id);
      assert.deepEqual(first, expected.slice(0, limit));
      const from = first.at(-1);
      if (from === undefined) return;
      const second = store.instances.list({ ...filter, from, limit }).map(({ id }) => id);
      const begin = expected.indexOf(from);
      assert.deepEqual(second, expected.slice(begin, begin + limit));
    }),
  );
  store.close();
});

test('a list of a short period reads only the instances of that period', () => {
  const database = new Database(':memory:', 'NORMAL');
  const statements: string[] = [];
  const instances = new Instances({
    prepare(sql: string) {
      statements.push(sql);
      return database.prepare(sql);
    },
  } as unknown as Database);
  for (let n = 0; n < 5000; n++) instances.put(instance(`i-${n}`, n));

  const plan = (filter: { createdFrom: number; from?: string }): string => {
    instances.list({ ...filter, limit: 500 });
    const values = Object.values<number | string>(filter);
    const rows = database.prepare(`EXPLAIN QUERY PLAN ${statements.at(-1)}`).all(...values, 500);
    return rows.map(({ detail }) => detail as string).join('\n');
  };
  assert.match(plan({ createdFrom: 4990 }), /instances_by_creation \(created_at>/);
  assert.match(plan({ createdFrom: 4990, from: 'i-4995' }), /instances_by_creation \(created_at>/);
  // Of a long period, each page is a part of the ids.
  assert.match(plan({ createdFrom: 10, from: 'i-4995' }), /autoindex_instances_1 \(id>/);
  database.close();
});
