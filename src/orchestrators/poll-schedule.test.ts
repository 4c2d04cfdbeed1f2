import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { secondsToNextPoll } from './poll-schedule.ts';

/** Times of the polls, in seconds after the create, until a poll sees the end of the capture. */
function pollTimes(length: number, actualEnd: number, knownStart = 0): number[] {
  const times: number[] = [];
  let now = 0;
  do {
    now += secondsToNextPoll({
      sinceCreate: now,
      untilExpectedEnd: knownStart + length - now,
      length,
    });
    times.push(now);
  } while (now < actualEnd);
  return times;
}

describe('the poll schedule', () => {
  test('polls soon after the start, then less and less often', () => {
    assert.deepEqual(pollTimes(60, 60), [2, 4, 8, 16, 31, 46, 61]);
  });

  test('polls just after the expected end, not shortly before it', () => {
    for (const [untilExpectedEnd, wait] of [
      [18, 15],
      [16, 17],
      [1, 2],
      [0, 2],
      [-1, 2],
      [-12, 12],
      [-40, 30],
    ] as const) {
      assert.equal(secondsToNextPoll({ sinceCreate: 60, untilExpectedEnd, length: 60 }), wait);
    }
  });

  test('notices a capture of 10 seconds within seconds', () => {
    assert.deepEqual(pollTimes(10, 10), [2, 4, 8, 11]);
  });

  test('needs about 40 polls for five hours and few more for seven days', () => {
    assert(pollTimes(18_000, 18_000).length <= 42);
    assert(pollTimes(604_800, 604_800).length <= 46);
  });

  test('notices an end on time at once, with few polls', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 604_800 }), (length) => {
        const times = pollTimes(length, length);
        assert((times.at(-1) ?? Infinity) - length <= 2);
        assert(times.length <= 46);
      }),
    );
  });

  test('waits a whole number of seconds, at least one', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer({ min: 1, max: 604_800 }),
        (sinceCreate, untilExpectedEnd, length) => {
          const wait = secondsToNextPoll({ sinceCreate, untilExpectedEnd, length });
          assert(Number.isInteger(wait));
          assert(wait >= 1 && wait <= Math.max(30, Math.ceil(length / 30) + 3), String(wait));
        },
      ),
    );
  });
});
