import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Durations } from './durations.ts';
import { HeavyHitters } from './heavy-hitters.ts';
import { Timeline } from './timeline.ts';

describe('heavy hitters', () => {
  test('no sum exceeds its stated error, and no larger sum is missing', () => {
    const stream = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 50 })), {
      maxLength: 400,
      size: 'max',
    });
    fc.assert(
      fc.property(stream, (items) => {
        const create = (): { sum: number } => ({ sum: 0 });
        const hitters = new HeavyHitters(8, create, (value) => (value.sum = 0));
        const sums = new Map<string, number>();
        for (const [key, amount] of items) {
          hitters.add(`${key}`, amount).sum += amount;
          sums.set(`${key}`, (sums.get(`${key}`) ?? 0) + amount);
        }
        assert.ok(hitters.size <= 16);
        const found = new Map(hitters.top(16).map((hitter) => [hitter.key, hitter]));
        for (const [key, sum] of sums) {
          const hitter = found.get(key);
          if (hitter === undefined) assert.ok(sum <= hitters.forgotten);
          else {
            assert.ok(hitter.sum <= sum && sum <= hitter.sum + hitter.missing);
            assert.equal(hitter.value.sum, hitter.sum);
          }
        }
      }),
    );
  });
});

describe('a timeline', () => {
  test('counts everything in few buckets, with any times', () => {
    const times = fc.array(fc.integer({ min: 0, max: 3e16 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(times, (held) => {
        const timeline = new Timeline();
        for (const time of held) timeline.add(time, 10, 1);
        const { packets, bytes, problems, start, stepSeconds } = timeline.counts()!;
        const sum = (numbers: number[]): number => numbers.reduce((one, other) => one + other, 0);
        assert.deepEqual(
          [sum(packets), sum(bytes), sum(problems)],
          [held.length, held.length * 10, held.length],
        );
        assert.ok(packets.length <= 240);
        const end = Date.parse(start) + packets.length * stepSeconds * 1000;
        assert.ok(Date.parse(start) <= Math.min(...held) / 1000);
        assert.ok(end >= Math.floor(Math.max(...held) / 1000));
      }),
    );
  });

  test('has steps of a second, halved or doubled', () => {
    const timeline = new Timeline();
    for (let second = 0; second < 200; second++) timeline.add(second * 1e6, 1, 0);
    assert.equal(timeline.counts()?.stepSeconds, 1);
  });
});

describe('durations', () => {
  test('have percentiles that are correct within 3 %', () => {
    const durations = fc.array(fc.integer({ min: 1, max: 1e8 }), { minLength: 1, maxLength: 500 });
    fc.assert(
      fc.property(durations, (held) => {
        const gathered = new Durations();
        for (const duration of held) gathered.add(duration);
        const sorted = held.toSorted((one, other) => one - other);
        const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1]! / 1000;
        const { count, min, median, p95, max } = gathered.spread()!;
        assert.deepEqual(
          [count, min, max],
          [held.length, sorted[0]! / 1000, sorted.at(-1)! / 1000],
        );
        for (const [given, is] of [
          [median, at(0.5)],
          [p95, at(0.95)],
        ] as const) {
          assert.ok(Math.abs(given - is) <= 0.03 * is + 0.001, `${given} for ${is}`);
        }
      }),
    );
  });

  test('without a value have no percentiles', () => {
    assert.equal(new Durations().spread(), undefined);
  });
});
