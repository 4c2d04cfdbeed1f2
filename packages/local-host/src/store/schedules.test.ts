import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Database } from './database.ts';
import { Schedules } from './schedules.ts';

test('each function has the schedule status that was stored last', () => {
  const schedules = new Schedules(new Database(':memory:', 'NORMAL'));
  assert.equal(schedules.get('tick'), undefined);
  const first = { last: null, next: 60_000, lastUpdated: 1 };
  const second = { last: 60_000, next: 120_000, lastUpdated: 60_001 };
  schedules.put('tick', first);
  schedules.put('tock', first);
  schedules.put('tick', second);
  assert.deepEqual([schedules.get('tick'), schedules.get('tock')], [second, first]);
});
