import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Activities } from './activities.ts';
import { Database } from './database.ts';

const work = {
  ...{ instanceId: 'i', executionId: 'x', eventId: 3 },
  ...{ name: 'echo', input: '"hello"' },
};

test('an activity is stored until it is deleted', () => {
  const activities = new Activities(new Database(':memory:', 'NORMAL'));
  const first = activities.add(work);
  const second = activities.add({ ...work, eventId: 4, input: null });
  assert.deepEqual(first, { ...work, id: 1 });
  assert.deepEqual(activities.all(), [first, second]);
  assert.deepEqual(activities.get(second.id), second);
  activities.delete(first.id);
  assert.equal(activities.get(first.id), undefined);
  assert.deepEqual(activities.all(), [second]);
});

test('the id of a deleted activity is not given to another one', () => {
  const activities = new Activities(new Database(':memory:', 'NORMAL'));
  const { id } = activities.add(work);
  activities.delete(id);
  assert.equal(activities.add(work).id, id + 1);
});

test('the ids of a file that is opened again continue after those in it', () => {
  const database = new Database(':memory:', 'NORMAL');
  const { id } = new Activities(database).add(work);
  assert.equal(new Activities(database).add(work).id, id + 1);
});
