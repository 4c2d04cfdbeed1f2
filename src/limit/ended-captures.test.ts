import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sessionList } from '../captures/session-list.ts';
import { at } from '../test-support/slot-desk.ts';
import type { EndedCapture } from './ended-captures.ts';
import { cooldownOf, deletionsUnderWay, endedSince, forgetOld } from './ended-captures.ts';

const ended = (second: number, more: Partial<EndedCapture> = {}): EndedCapture => ({
  ...{ session: `alert-capture-${second}`, at: at(second), sessionLeft: 'deleting' },
  ...more,
});

const minutes = 60;
const hours = 3600;

describe('captures that have ended are remembered', () => {
  const of = (count: number): EndedCapture[] => Array.from({ length: count }, () => ended(0));
  const cases: [what: string, count: number, after: number, kept: number][] = [
    ['in any number for 15 minutes', 1002, 15 * minutes - 1, 1002],
    ['then the newest 1,000', 1002, 15 * minutes, 1000],
    ['for 24 hours', 3, 24 * hours - 1, 3],
    ['and no longer', 3, 24 * hours, 0],
  ];
  for (const [what, count, after, kept] of cases) {
    test(what, () => assert.equal(forgetOld(of(count), at(after)).length, kept));
  }

  test('the newest, which are the last', () => {
    const [first] = forgetOld([ended(0), ended(1), ...of(999)], at(1 * hours));
    assert.equal(first?.session, 'alert-capture-1');
  });
});

describe('the sessions that ended since a time', () => {
  const since = (one: EndedCapture): boolean => endedSince([one], at(100), at(200)).length === 1;

  test('are those from that time on', () => {
    assert.deepEqual(
      [99, 100, 101].map((second) => since(ended(second))),
      [false, true, true],
    );
    assert.deepEqual(endedSince([ended(101)], at(100), at(200)), ['alert-capture-101']);
  });
  test('do not include one that was never created', () => {
    assert.equal(since(ended(101, { sessionLeft: 'none' })), false);
    assert.equal(since(ended(101, { sessionLeft: 'kept' })), true);
  });
  test('do not include one from a clock that has been set back since', () => {
    assert.deepEqual(
      [259, 260].map((second) => since(ended(second))),
      [true, false],
    );
  });
});

describe('the cooldown of a machine', () => {
  const vm = { id: '/vm/a' };
  const cooling = (second: number, until: number): EndedCapture =>
    ended(second, { cooldown: { vm, until: at(until) } });

  test('is that of its newest capture with one', () => {
    const captures = [cooling(1, 60), cooling(2, 60), ended(3)];
    assert.equal(cooldownOf(captures, { id: '/VM/A' }, at(9)), 'alert-capture-2');
  });
  test('ends at its time', () => {
    assert.equal(cooldownOf([cooling(1, 60)], vm, at(59)), 'alert-capture-1');
    assert.equal(cooldownOf([cooling(1, 60)], vm, at(60)), undefined);
  });
  test('is of no other machine', () => {
    assert.equal(cooldownOf([cooling(1, 60)], { id: '/vm/b' }, at(9)), undefined);
  });
});

describe('the end of a deletion', () => {
  const listed = sessionList(['alert-capture-100']);
  const cases: [
    what: string,
    capture: EndedCapture,
    second: number,
    unlisted: string | undefined,
    ifListed: string | undefined,
  ][] = [
    ['is 9.25 seconds after its start', ended(100), 103, at(109.25), at(109.25)],
    ['is in a second when it takes longer', ended(100), 109.25, undefined, at(110.25)],
    ['is awaited for 20 seconds', ended(100), 119, undefined, at(120)],
    ['and no longer', ended(100), 120, undefined, undefined],
    [
      'is not that of a kept session',
      ended(100, { sessionLeft: 'kept' }),
      103,
      undefined,
      undefined,
    ],
    ['may begin by a clock that is ahead', ended(100), 41, at(109.25), at(109.25)],
    ['but not by one that was set back', ended(100), 40, undefined, undefined],
  ];
  for (const [what, capture, second, unlisted, ifListed] of cases) {
    test(what, () => {
      assert.equal(deletionsUnderWay([capture], undefined, at(second)), unlisted);
      assert.equal(deletionsUnderWay([capture], listed, at(second)), ifListed);
      assert.equal(deletionsUnderWay([capture], sessionList([]), at(second)), undefined);
    });
  }

  test('is the first of several', () => {
    const captures = [ended(0), ended(100), ended(101)];
    assert.equal(deletionsUnderWay(captures, undefined, at(103)), at(109.25));
  });
});
