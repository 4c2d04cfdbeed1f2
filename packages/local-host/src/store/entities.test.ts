import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entity } from '../model/entity.ts';
import { Database } from './database.ts';
import { Entities, type EntityFilter } from './entities.ts';

const entity = (id: string, lastOperationAt: number, holder?: string): Entity => ({
  ...{ id, state: '1', lastOperationAt },
  lock: holder === undefined ? null : { holder, requestId: `request of ${holder}` },
});

function setUp(...stored: Entity[]): Entities {
  const entities = new Entities(new Database(':memory:', 'NORMAL'));
  for (const each of stored) entities.put(each);
  return entities;
}

test('an entity is stored with its lock until it is deleted', () => {
  const [free, locked] = [entity('@sum@free', 1), entity('@sum@locked', 2, 'i')];
  const entities = setUp(free, locked);
  assert.deepEqual(entities.get('@sum@free'), free);
  assert.deepEqual(entities.get('@sum@locked'), locked);
  const released = { ...locked, lock: null, state: null };
  entities.put(released);
  assert.deepEqual(entities.get('@sum@locked'), released);
  entities.delete('@sum@locked');
  assert.equal(entities.get('@sum@locked'), undefined);
  assert.deepEqual(entities.get('@sum@free'), free);
});

test('the entities that an instance has locked', () => {
  const mine = entity('@a@1', 1, 'i');
  const entities = setUp(mine, entity('@a@2', 1, 'other'), entity('@a@3', 1));
  assert.deepEqual(entities.lockedBy('i'), [mine]);
});

const filters: [filter: EntityFilter, ids: string][] = [
  [{}, '@a@1 @a@2 @ab@1 @b@1'],
  [{ name: 'a' }, '@a@1 @a@2'],
  [{ idPrefix: '@a' }, '@a@1 @a@2 @ab@1'],
  [{ idPrefix: '@ab@', name: 'b' }, '@ab@1'],
  [{ lastOperationFrom: 20 }, '@a@2 @ab@1 @b@1'],
  [{ lastOperationTo: 30 }, '@a@1 @a@2 @ab@1'],
  [{ lastOperationFrom: 20, lastOperationTo: 20 }, '@a@2'],
  [{ from: '@a@2', limit: 2 }, '@a@2 @ab@1'],
];
for (const [filter, ids] of filters) {
  test(`a list with ${JSON.stringify(filter)}, in the order of the ids`, () => {
    const times = { '@b@1': 40, '@ab@1': 30, '@a@2': 20, '@a@1': 10 };
    const entities = setUp(...Object.entries(times).map(([id, time]) => entity(id, time)));
    assert.equal(
      entities
        .list(filter)
        .map(({ id }) => id)
        .join(' '),
      ids,
    );
  });
}
