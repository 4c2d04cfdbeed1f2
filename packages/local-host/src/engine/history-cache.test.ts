import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Database } from '../store/database.ts';
import { Histories } from '../store/histories.ts';
import { HistoryCache } from './history-cache.ts';
import { event, EventType, type OrchestratorStarted } from '../model/history-event.ts';

const started = () => event<OrchestratorStarted>({ EventType: EventType.OrchestratorStarted }, 0);

function setUp(t: TestContext): Histories {
  const database = new Database(':memory:', 'FULL');
  t.after(() => {
    database.close();
  });
  return new Histories(database);
}

const history = (length: number) => {
  const events = Array.from({ length }, started);
  return { executionId: 'x', events };
};

test('the cache is bounded by the number of events', (t) => {
  const histories = setUp(t);
  const cache = new HistoryCache(histories, 10);
  cache.put('a', history(6));
  cache.put('b', history(6));
  assert.equal(cache.get('a', 'x').events.length, 0, 'a was evicted, and the store has nothing');
  assert.equal(cache.get('b', 'x').events.length, 6);
});

test('a history that has grown counts with its new length', (t) => {
  const cache = new HistoryCache(setUp(t), 10);
  const growing = history(4);
  cache.put('a', growing);
  growing.events.push(started());
  cache.put('a', growing);
  cache.put('b', history(5));
  assert.equal(cache.get('a', 'x').events.length, 5);
  cache.drop('a');
  cache.put('c', history(5));
  assert.equal(cache.get('b', 'x').events.length, 5);
});

test('another execution has another history', (t) => {
  const cache = new HistoryCache(setUp(t));
  cache.put('a', history(3));
  assert.equal(cache.get('a', 'y').events.length, 0);
});
