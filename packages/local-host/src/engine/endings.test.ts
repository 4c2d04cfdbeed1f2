import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HandClock } from '../test-support/hand-clock.ts';
import { Endings } from './endings.ts';

const start = '2026-01-01T00:00:00Z';

/** Three callers: two wait for `a`, one for `b`, all for ten seconds at most. */
function setUp() {
  const clock = new HandClock(start);
  const endings = new Endings(clock);
  const over: string[] = [];
  const wait = (name: string) => {
    const waiting = endings.wait(name.slice(0, 1), Date.parse(start) + 10_000);
    return { ...waiting, over: waiting.over.then(() => over.push(name)) };
  };
  return { clock, endings, over, callers: [wait('a1'), wait('a2'), wait('b1')] as const };
}

test('the end of an instance is announced to all that wait for it, and only to them', async () => {
  const { clock, endings, over, callers } = setUp();
  assert.deepEqual([endings.isAwaited('a'), endings.isAwaited('c')], [true, false]);
  endings.announce('a');
  endings.announce('c');
  await Promise.all([callers[0].over, callers[1].over]);
  assert.deepEqual(over, ['a1', 'a2']);
  assert.deepEqual([endings.isAwaited('a'), endings.isAwaited('b')], [false, true]);
  assert.deepEqual(clock.alarms, [10], 'the alarms of those who have waited are cancelled');
});

test('a caller that stops waiting leaves the others', async () => {
  const { endings, over, callers } = setUp();
  callers[0].stop();
  await callers[0].over;
  assert.deepEqual([over, endings.isAwaited('a')], [['a1'], true]);
  endings.announce('a');
  await callers[1].over;
  assert.equal(endings.isAwaited('a'), false);
});

test('waiting ends at the deadline', async () => {
  const { clock, over } = setUp();
  await clock.goTo('2026-01-01T00:00:09Z');
  assert.deepEqual(over, []);
  await clock.goTo('2026-01-01T00:00:10Z');
  assert.deepEqual(over, ['a1', 'a2', 'b1']);
});

test('a stop releases all', async () => {
  const { endings, over, callers } = setUp();
  endings.stop();
  await Promise.all(callers.map((each) => each.over));
  assert.deepEqual(over, ['a1', 'a2', 'b1']);
});
