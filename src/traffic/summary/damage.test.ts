import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { capturedFrame } from '../../test-support/capture-files.ts';
import type { Frame } from '../files/frame.ts';
import { DamageMeter, damageSentences, isTime } from './damage.ts';

const time = Date.UTC(2026, 10, 20) * 1000;
const pcapng = { format: 'pcapng', isLittle: true, interfaces: [] } as const;
const none = { times: 0, lengths: 0, empty: 0 };

/** What is counted of a frame, and the length that is counted for it. */
function countOf(change: Partial<Frame>): [damage: object, length: number] {
  const meter = new DamageMeter();
  const length = meter.see({ ...capturedFrame(Buffer.alloc(60), time), ...change });
  return [meter.damage, length];
}

describe('damage of a packet', () => {
  test('is a time that cannot be, or none in a file that has times', () => {
    for (const [when, isPossible] of [
      [time, true],
      [1, true],
      [0, false],
      [-1, false],
      [Date.UTC(3000, 0) * 1000 - 1000, true],
      [Date.UTC(3000, 0) * 1000, false],
      [Number.NaN, false],
    ] as const) {
      assert.equal(isTime(when), isPossible);
      const counted = { ...none, times: isPossible ? 0 : 1 };
      assert.deepEqual(countOf({ time: when }), [counted, 60], `${when}`);
    }
    assert.deepEqual(countOf({ time: Number.NaN, layout: pcapng }), [none, 60]);
    assert.deepEqual(countOf({ time: 0, layout: pcapng }), [{ ...none, times: 1 }, 60]);
  });

  test('is a length that cannot be, in place of which the captured bytes count', () => {
    assert.deepEqual(countOf({ length: 59 }), [{ ...none, lengths: 1 }, 59]);
    assert.deepEqual(countOf({ length: 2 ** 24 }), [none, 2 ** 24]);
    assert.deepEqual(countOf({ length: 2 ** 24 + 1 }), [{ ...none, lengths: 1 }, 60]);
    assert.deepEqual(countOf({ length: 0 }), [{ ...none, lengths: 1 }, 0]);
  });

  test('is that it has no bytes', () => {
    const data = Buffer.alloc(0);
    assert.deepEqual(countOf({ data, length: 0 }), [{ ...none, empty: 1 }, 0]);
    assert.deepEqual(countOf({ data, length: 60 }), [none, 60]);
  });
});

describe('the sentences about damage', () => {
  test('are none without any', () => {
    assert.deepEqual(damageSentences(none, 10, 366 * 86_400), []);
  });

  test('say what is wrong with how many packets', () => {
    const year = 366 * 86_400;
    assert.deepEqual(damageSentences({ times: 1, lengths: 2, empty: 3000 }, 12_345, year + 1), [
      '3,000 of 12,345 packets have no bytes at all, as where a file was reserved and not written to its end.',
      '2 of 12,345 packets claim a length that cannot be, so the bytes may be wrong.',
      '1 of 12,345 packets have no time or one that cannot be, and are left out of the times.',
      'The times lie 366 days apart, so some of them are wrong.',
    ]);
    assert.deepEqual(damageSentences(none, 1, 2000 * 86_400), [
      'The times lie 2,000 days apart, so some of them are wrong.',
    ]);
  });
});
