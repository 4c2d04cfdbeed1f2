import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Durations } from './durations.ts';
import { HeavyHitters } from './heavy-hitters.ts';
import { RecentlyUsed } from './recently-used.ts';
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

describe('heavy hitters of eight', () => {
  /** Holds keys with these sums, and the number of values that were created. */
  function holding(sums: number[], reset?: (value: { number: number }) => void) {
    let created = 0;
    const hitters = new HeavyHitters(8, () => ({ number: (created += 1) }), reset);
    for (const [index, sum] of sums.entries()) hitters.add(`key ${index}`, sum);
    return { hitters, created: () => created };
  }
  const held = (
    hitters: HeavyHitters<{ number: number }>,
  ): [key: string, sum: number, missing: number][] =>
    hitters.top(20).map(({ key, sum, missing }) => [key, sum, missing]);

  test('are exact for sixteen keys, and in descending order', () => {
    const { hitters } = holding([5, 9, 7, ...Array<number>(13).fill(1)]);
    assert.deepEqual([hitters.size, hitters.forgotten], [16, 0]);
    assert.deepEqual(held(hitters).slice(0, 3), [
      ['key 1', 9, 0],
      ['key 2', 7, 0],
      ['key 0', 5, 0],
    ]);
    assert.deepEqual(
      hitters.top(2).map(({ key }) => key),
      ['key 1', 'key 2'],
    );
  });

  test('keep the eight largest when another key comes, which may have been dropped before', () => {
    const { hitters } = holding([16, 1, 15, 2, 14, 3, 13, 4, 12, 5, 11, 6, 10, 7, 9, 8, 100]);
    assert.equal(hitters.forgotten, 8);
    assert.deepEqual(held(hitters), [
      ['key 16', 100, 8],
      ...[16, 15, 14, 13, 12, 11, 10, 9].map((sum, place) => [`key ${2 * place}`, sum, 0]),
    ]);
  });

  test('keep eight of equal ones', () => {
    const { hitters } = holding([...Array<number>(4).fill(9), ...Array<number>(12).fill(3), 1]);
    assert.deepEqual([hitters.size, hitters.forgotten], [9, 3]);
    assert.equal(held(hitters).filter(([, sum]) => sum === 9).length, 4);
    assert.equal(held(hitters).filter(([, sum]) => sum === 3).length, 4);
  });

  test('use the data of dropped keys again, if they can be made like new', () => {
    const sums = Array.from({ length: 100 }, (_, index) => index);
    const reset: object[] = [];
    assert.equal(holding(sums, (value) => reset.push(value)).created(), 16);
    assert.equal(reset.length, 84);
    assert.equal(holding(sums).created(), 100);
  });
});

describe('the most recently used of three', () => {
  const holding = (...keys: number[]): RecentlyUsed<string> => {
    const used = new RecentlyUsed<string>(3);
    for (const key of keys) used.set(key, `value ${key}`);
    return used;
  };
  const found = (used: RecentlyUsed<string>): number[] =>
    [1, 2, 3, 4, 5, 6, 7, 8].filter((key) => used.get(key) !== undefined);

  test('are found, and at most three more', () => {
    assert.deepEqual(found(holding(1, 2, 3)), [1, 2, 3]);
    assert.equal(holding(1, 2, 3).get(2), 'value 2');
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6].map((key) => holding(1, 2, 3, 4, 5, 6).get(key)),
      [1, 2, 3, 4, 5, 6].map((key) => `value ${key}`),
    );
    assert.equal(holding(1, 2, 3, 4, 5, 6, 7).get(3), undefined);
    assert.equal(holding(1, 2, 3, 4, 5, 6, 7).get(4), 'value 4');
  });

  test('include one that was read', () => {
    const used = holding(1, 2, 3, 4);
    assert.equal(used.get(1), 'value 1');
    used.set(5, '');
    used.set(6, '');
    used.set(7, '');
    assert.equal(used.get(1), 'value 1');
    assert.equal(used.get(2), undefined);
  });

  test('do not include one that was deleted', () => {
    const used = holding(1, 2, 3, 4);
    used.delete(1);
    used.delete(4);
    assert.deepEqual([used.get(1), used.get(4), used.get(2)], [undefined, undefined, 'value 2']);
  });
});

describe('a timeline', () => {
  test('of nothing has no counts', () => assert.equal(new Timeline().counts(), undefined));

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
