import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ClockScope } from './clock-scope.ts';
import { toMilliseconds } from './duration.ts';
import { VirtualClock } from './virtual-clock.ts';

const at = (clock: VirtualClock) => new Date(clock.now()).toISOString();

describe('virtual clock', () => {
  test('stands still until it is advanced', async () => {
    const clock = new VirtualClock({ start: '2026-02-03T04:05:06Z' });
    await clock.idle();
    assert.equal(at(clock), '2026-02-03T04:05:06.000Z');
    assert.equal(clock.skip(), false);
    await clock.advance('5m');
    assert.equal(at(clock), '2026-02-03T04:10:06.000Z');
  });

  test('fires alarms in the order of their times, each at its time', async () => {
    const clock = new VirtualClock({ start: 0 });
    const fired: [string, number][] = [];
    const record = (name: string) => () => void fired.push([name, clock.now()]);
    clock.wakeAt(300, record('late'));
    clock.wakeAt(100, record('early'));
    clock.wakeAt(200, () => clock.wakeAt(250, record('set by another')));
    clock.wakeAt(100, record('early too')).cancel();
    clock.wakeAt(9999, record('never'));
    await clock.advance(300);
    const expected = [
      ['early', 100],
      ['set by another', 250],
      ['late', 300],
    ];
    assert.deepEqual(fired, expected);
  });

  test('fires an alarm that is already due asynchronously', async () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    clock.wakeAt(clock.now(), () => order.push('alarm'));
    order.push('caller');
    await clock.idle();
    assert.deepEqual(order, ['caller', 'alarm']);
  });

  test('does not advance during work', async () => {
    const clock = new VirtualClock({ start: 0 });
    const fired: string[] = [];
    clock.wakeAt(1000, () => fired.push('alarm'));
    const release = clock.hold();
    const advanced = clock.advance(2000).then(() => fired.push('advanced'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([fired, clock.now()], [[], 0]);
    release();
    release();
    await advanced;
    assert.deepEqual([fired, clock.now()], [['alarm', 'advanced'], 2000]);
  });

  test('advances while work sleeps', async () => {
    const clock = new VirtualClock({ start: 0 });
    const woken: number[] = [];
    for (const duration of ['30s', '10s'] as const) {
      const release = clock.hold();
      void clock.sleep(duration).then(() => {
        woken.push(clock.now());
        release();
      });
    }
    await clock.advance('1m');
    assert.deepEqual(woken, [10_000, 30_000]);
  });

  test('advances by itself when asked to', async () => {
    const clock = new VirtualClock({ start: 0, skipIdleTime: true });
    const weeks = Promise.withResolvers<number>();
    clock.wakeAt(toMilliseconds('7d'), () => {
      clock.wakeAt(toMilliseconds('14d'), () => weeks.resolve(clock.now()));
    });
    assert.equal(await weeks.promise, toMilliseconds('14d'));
  });

  test('can be set, which leaves alarms the time that is left', async () => {
    const clock = new VirtualClock({ start: 0 });
    const fired: number[] = [];
    clock.wakeAt(1000, () => fired.push(clock.elapsed()));
    await clock.advance(400);
    clock.set(-3_600_000);
    assert.equal(clock.now(), -3_599_600);
    await clock.advance(600);
    assert.deepEqual([fired, clock.elapsed()], [[1000], 1000]);
  });

  test('describes a valid duration in its error', () => {
    assert.equal(toMilliseconds('1.5h'), 5_400_000);
    assert.equal(toMilliseconds(250), 250);
    for (const wrong of ['soon', '', -1, NaN, '-5m']) {
      assert.throws(() => toMilliseconds(wrong as never), /is not a duration. Give/);
    }
  });

  test('fires every alarm at its own time, with any alarms set and cancelled', async () => {
    const alarm = fc.record({ after: fc.nat(1000), cancelled: fc.boolean(), then: fc.nat(500) });
    await fc.assert(
      fc.asyncProperty(fc.array(alarm, { maxLength: 20 }), fc.nat(1500), async (alarms, end) => {
        const clock = new VirtualClock({ start: 0 });
        const fired: number[] = [];
        const expected: number[] = [];
        for (const { after, cancelled, then } of alarms) {
          const set = clock.wakeAt(after, () => {
            fired.push(clock.now());
            clock.wakeAt(after + then, () => fired.push(clock.now()));
          });
          if (cancelled) set.cancel();
          else expected.push(...[after, after + then].filter((time) => time <= end));
        }
        await clock.advance(end);
        assert.deepEqual(
          fired,
          expected.sort((one, other) => one - other),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('clock scope', () => {
  test('ends its alarms, holds and sleeps', async () => {
    const clock = new VirtualClock({ start: 0 });
    const scope = new ClockScope(clock);
    scope.wakeAt(10, () => assert.fail('an alarm of the ended scope rang'));
    scope.hold();
    void scope.sleep(5).then(() => assert.fail('a sleeper of the ended scope woke'));
    scope.hold();
    scope.end();
    scope.hold();
    scope.wakeAt(20, () => assert.fail('an alarm that was set later rang'));
    await clock.advance(100);
    assert.equal(clock.now(), 100);
  });
});
