import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { SimulatedClock, type ClockState } from './simulated-clock.ts';

/** A clock that runs ten times as fast, and the real time, which the test moves. */
function setUp(t: TestContext, change: Partial<ClockState> = {}) {
  const real = { now: 1000 };
  mock.method(Date, 'now', () => real.now);
  t.after(() => mock.restoreAll());
  const clock = new SimulatedClock({
    ...{ realAnchor: 1000, simulatedAnchor: 50_000, scale: 10, instant: false, ...change },
  });
  return { clock, real };
}

test('simulated time passes with the real time, in whole milliseconds', (t) => {
  const { clock, real } = setUp(t, { scale: 0.3 });
  real.now = 1005;
  assert.equal(clock.now(), 50_001);
});

test('each change is told to the listener, and keeps the time', (t) => {
  const { clock, real } = setUp(t);
  const told: ClockState[] = [];
  clock.advance(1);
  clock.onChange((state) => told.push(state));
  real.now = 1100;
  clock.set({ scale: 2 });
  assert.equal(clock.now(), 51_001);
  clock.set({ instant: true });
  clock.advance(5000);
  assert.equal(clock.now(), 56_001);
  assert.deepEqual(told, [
    { realAnchor: 1100, simulatedAnchor: 51_001, scale: 2, instant: false },
    { realAnchor: 1100, simulatedAnchor: 51_001, scale: 2, instant: true },
    { realAnchor: 1100, simulatedAnchor: 56_001, scale: 2, instant: true },
  ]);
  assert.deepEqual(clock.state, told.at(-1));
});

test('the real time until a simulated one', (t) => {
  const { clock, real } = setUp(t);
  real.now = 1050;
  assert.equal(clock.realDelayUntil(51_000), 50);
  assert.equal(clock.realDelayUntil(50_000), 0);
  clock.set({ scale: 0 });
  assert.equal(clock.realDelayUntil(60_000), Infinity);
});

for (const [what, change, doneAfter, retryAfter] of [
  ['runs', {}, 59_000, 1],
  ['runs slowly', { scale: 0.5 }, 59_000, 30],
  ['stands still', { scale: 0 }, 59_000, 1],
  ['completes operations at once', { instant: true, scale: 0 }, 50_000, 0],
] as const) {
  test(`operations of a clock that ${what}`, (t) => {
    const { clock } = setUp(t, change);
    assert.deepEqual([clock.doneAfter(9), clock.retryAfter(15)], [doneAfter, retryAfter]);
  });
}
