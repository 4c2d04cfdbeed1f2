import assert from 'node:assert/strict';
import { afterEach, describe, mock, test } from 'node:test';
import fc from 'fast-check';
import { SystemClock } from './system-clock.ts';

const HOUR = 3_600_000;

/** A machine whose clock can be set, and that can be suspended. */
function machine() {
  const time = { wall: 0, monotonic: 0, uptime: 0 };
  const pass = (by: Partial<typeof time>): void => {
    for (const name of Object.keys(time) as (keyof typeof time)[]) time[name] += by[name] ?? 0;
  };
  const clock = new SystemClock({
    wall: () => time.wall,
    monotonic: () => time.monotonic,
    uptime: () => time.uptime,
  });
  return { clock, pass };
}

const awake = (ms: number) => ({ wall: ms, monotonic: ms, uptime: ms });

describe('the clock of the machine', () => {
  test('passes, however the machine is set and suspended', () => {
    const change = fc.oneof(
      fc.record({ set: fc.constantFrom(HOUR, -HOUR, 500, -500) }),
      fc.record({ runs: fc.integer({ min: 0, max: 2 * HOUR }) }),
      fc.record({ sleeps: fc.integer({ min: 5000, max: 9 * HOUR }) }),
    );
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const { clock, pass } = machine();
        let passed = 0;
        for (const each of changes) {
          if ('set' in each) pass({ wall: each.set });
          else if ('runs' in each) pass(awake(each.runs));
          else pass({ wall: each.sleeps, uptime: each.sleeps });
          passed += 'runs' in each ? each.runs : 'sleeps' in each ? each.sleeps : 0;
          // It looks once a second whether the machine was suspended.
          pass(awake(1000));
          passed += 1000;
          assert.equal(clock.now(), passed);
        }
      }),
    );
  });

  test('does not take a small difference between its sources for a suspension', () => {
    const { clock, pass } = machine();
    for (let second = 0; second < 10; second++) {
      pass({ ...awake(1000), uptime: second % 2 === 0 ? 1900 : 100 });
      assert.equal(clock.now(), (second + 1) * 1000);
    }
  });
});

describe('an alarm', () => {
  afterEach(() => mock.reset());

  /** Lets as much time pass on the machine as its timers take. */
  function machineWithTimers() {
    const { clock, pass } = machine();
    mock.timers.enable({ apis: ['setTimeout'] });
    const run = (ms: number): void => {
      pass(awake(ms));
      mock.timers.tick(ms);
    };
    return { clock, pass, run };
  }

  test('rings once, at its time', () => {
    const { clock, run } = machineWithTimers();
    const rangAt: number[] = [];
    clock.wakeAt(3 * HOUR, () => rangAt.push(clock.now()));
    run(3 * HOUR - 1);
    assert.deepEqual(rangAt, []);
    run(1);
    run(HOUR);
    assert.deepEqual(rangAt, [3 * HOUR]);
  });

  test('does not ring when it was cancelled', () => {
    const { clock, run } = machineWithTimers();
    const alarm = clock.wakeAt(3 * HOUR, () => assert.fail('it rang'));
    run(2 * HOUR);
    alarm.cancel();
    run(2 * HOUR);
  });

  test('rings within a minute after a suspension in which it was due', () => {
    const { clock, pass, run } = machineWithTimers();
    let rang = false;
    clock.wakeAt(3 * HOUR, () => (rang = true));
    pass({ wall: 9 * HOUR, uptime: 9 * HOUR });
    run(60_000);
    assert.ok(rang);
  });
});
