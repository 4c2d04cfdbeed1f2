import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as round } from 'node:timers/promises';
import { Rush } from './rush.ts';

function rushOf(connections: number): Rush {
  const rush = new Rush();
  for (let index = 0; index < connections; index++) rush.connected(index);
  return rush;
}

/** Has so many requests answered at once when it is their turn, and tells which began. */
function requests(rush: Rush, count: number, answered?: Promise<void>): number[] {
  const begun: number[] = [];
  for (let index = 0; index < count; index++) {
    void rush.answerFirst(async () => {
      begun.push(index);
      await answered;
    });
  }
  return begun;
}

test('one client after another is no rush, nor are a few at once', () => {
  const rush = new Rush();
  for (let index = 0; index < 100; index++) rush.connected(0);
  assert(!rush.isOn);
  assert.deepEqual(requests(rush, 2), [0, 1], 'they begin at once');
  assert(!rushOf(10).isOn);
  assert(rushOf(11).isOn);
});

test('requests of a rush begin when all have connected, in their order and some at a time', async () => {
  const rush = rushOf(250);
  const begun = requests(rush, 250);
  await round();
  assert.deepEqual(begun, [], 'somebody had connected since the last round');
  rush.connected(250);
  await round();
  assert.deepEqual(begun, [], 'and somebody else');
  const seen: number[] = [];
  while (begun.length < 250) {
    await round();
    if (begun.length !== seen.at(-1)) seen.push(begun.length);
  }
  assert.deepEqual(seen, [100, 200, 250]);
  assert.deepEqual(
    begun,
    Array.from({ length: 250 }, (_, index) => index),
  );
});

test('requests do not wait for ever for others to connect', async () => {
  const rush = rushOf(20);
  const begun = requests(rush, 20);
  let rounds = 0;
  while (begun.length === 0) {
    rush.connected(20);
    await round();
    rounds++;
  }
  assert.equal(begun.length, 20);
  assert(rounds > 100 && rounds < 600, String(rounds));
});

test('it goes on until all are answered, unless they wait for something', async (t) => {
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const answered = Promise.withResolvers<undefined>();
  const rush = rushOf(20);
  const begun = requests(rush, 20, answered.promise);
  while (begun.length === 0) await round();
  now = 199;
  assert(rush.isOn);
  now = 201;
  assert(!rush.isOn, 'perhaps they wait for the engine, which waits for the end of the rush');
  rush.connected(20);
  assert(!rush.isOn, 'it takes many to begin another');
  now = 202;
  answered.resolve(undefined);
  await round();
  assert(!rush.isOn);
});
