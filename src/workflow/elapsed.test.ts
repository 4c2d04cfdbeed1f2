import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrchestrationContext } from 'durable-functions';
import fc from 'fast-check';
import { Elapsed } from './elapsed.ts';

const hour = 3600;

/** A context whose time a test sets, in seconds. */
function machine() {
  const time = { seconds: 1_000_000 };
  const df = {
    get currentUtcDateTime() {
      return new Date(time.seconds * 1000);
    },
  };
  return { time, context: { df } as unknown as OrchestrationContext };
}

const wait = fc.record({
  waits: fc.integer({ min: 0, max: 600 }),
  calls: fc.integer({ min: 0, max: 300 }),
  set: fc.constantFrom(0, 0, 0, hour, -hour),
});

test('time that counts has passed, however the clock is set', () => {
  fc.assert(
    fc.property(fc.array(wait), (all) => {
      const { time, context } = machine();
      const elapsed = new Elapsed(context);
      let [least, most] = [0, 0];
      for (const { waits, calls, set } of all) {
        time.seconds += waits + calls + set;
        elapsed.count(waits);
        least += set === 0 ? waits + calls : waits;
        most += waits + calls;
      }
      assert.ok(elapsed.seconds >= least && elapsed.seconds <= most);
    }),
  );
});

test('a start of the count that is far from now counts as now', () => {
  for (const [since, expected] of [
    [0, 0],
    [-20, 20],
    [-hour, 0],
    [hour, 0],
  ] as const) {
    const { time, context } = machine();
    const elapsed = new Elapsed(context, (time.seconds + since) * 1000);
    assert.equal(elapsed.count(), expected);
  }
});
