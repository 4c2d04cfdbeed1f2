import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  event,
  EventType,
  type HistoryEvent,
  type OrchestratorStarted,
} from '../model/history-event.ts';
import { DamagedHistoryError } from '../model/damaged-history-error.ts';
import { Database } from './database.ts';
import { Histories, parseEvents } from './histories.ts';
import { Instances } from './instances.ts';

const started = (at: number): HistoryEvent =>
  event<OrchestratorStarted>({ EventType: EventType.OrchestratorStarted }, at);

/** The histories of a task hub with the instances `a` and `b`. */
function setUp() {
  const database = new Database(':memory:', 'NORMAL');
  const instances = new Instances(database);
  for (const id of ['a', 'b']) {
    instances.put({
      ...{ id, executionId: 'x', name: 'n', version: null, status: 'Running' },
      ...{ input: null, output: null, customStatus: null, parent: null },
      ...{ createdAt: 0, updatedAt: 0, notices: {} },
    });
  }
  return { database, histories: new Histories(database) };
}

test('the turns of each instance are read in their order', () => {
  const { histories } = setUp();
  assert.deepEqual(histories.events('a'), []);
  histories.append('a', 0, [started(1), started(2)]);
  histories.append('b', 0, [started(9)]);
  histories.append('a', 2, [started(3)]);
  histories.append('a', 3, []);
  assert.deepEqual(histories.events('a'), [started(1), started(2), started(3)]);
  assert.deepEqual(histories.read('b'), [JSON.stringify(started(9))]);

  histories.replace('a', [started(7)]);
  assert.deepEqual(histories.events('a'), [started(7)]);
  histories.delete('a');
  assert.deepEqual([histories.events('a'), histories.events('b')], [[], [started(9)]]);
});

test('a history with missing events is reported, not read', () => {
  const { histories } = setUp();
  histories.append('a', 0, [started(1), started(2)]);
  histories.append('a', 3, [started(4)]);
  assert.throws(() => histories.read('a'), {
    name: 'DamagedHistoryError',
    message: /^The history of instance 'a' cannot be read: event 3 follows on 2 events\./,
  });
});

test('the time of the newest event of all instances', () => {
  const { database, histories } = setUp();
  assert.equal(histories.latest(), undefined);
  histories.append('b', 0, [started(5), started(8)]);
  histories.append('a', 0, [started(6), started(7)]);
  assert.equal(histories.latest(), 7);
  database.exec("UPDATE history SET events = 'oops'");
  assert.equal(histories.latest(), undefined, 'of a history that cannot be read');
});

for (const text of [
  ...['oops', 'null', '{"Timestamp":"2026-01-01T00:00:00Z"}', '{"EventType":12}'],
  ...['{"EventType":12,"Timestamp":"x"}', '{"EventType":1.5,"Timestamp":"2026-01-01T00:00:00Z"}'],
]) {
  test(`${text} is not an event`, () => {
    const good = JSON.stringify(started(1));
    assert.throws(
      () => parseEvents('a', [good, text]),
      (error) =>
        error instanceof DamagedHistoryError && error.message.includes(`event 1 is ${text}.`),
    );
  });
}

test('only the beginning of a long damaged event is in the error', () => {
  const text = 'x'.repeat(1000);
  assert.throws(() => parseEvents('a', [text]), { message: /: event 0 is x{100}\. The/ });
});
