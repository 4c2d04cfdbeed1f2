import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrchestrationContext } from 'durable-functions';
import { compareClock, now, timer } from './clock.ts';

const hour = 3_600_000;
const start = Date.parse('2026-11-20T02:14:00Z');

/** An orchestration whose own time a test sets. */
function orchestration() {
  const own = { time: start };
  const fireTimes: number[] = [];
  const df = {
    get currentUtcDateTime() {
      return new Date(own.time);
    },
    createTimer: (at: Date) => fireTimes.push(at.getTime()),
  };
  return { own, fireTimes, context: { df } as unknown as OrchestrationContext };
}

test('a timer counts from the time of the machine while the time of the orchestration stands still', () => {
  const { own, fireTimes, context } = orchestration();
  const answered = compareClock(context);
  answered(start - hour);
  assert.equal(now(context), start - hour);
  timer(context, 30);
  assert.deepEqual(fireTimes, [start - hour + 30_000]);

  own.time = start + 5000;
  compareClock(context)(start - hour + 40_000);
  assert.equal(now(context), start - hour + 40_000);
});

test('a timer counts from the time of the orchestration when that passes', () => {
  const { own, fireTimes, context } = orchestration();
  // The clock of the machine is an hour behind that of the host.
  for (const call of [1, 2]) {
    const answered = compareClock(context);
    own.time += 200;
    answered(own.time - hour);
    timer(context, 30);
    assert.equal(fireTimes.length, call);
    assert.equal(fireTimes.at(-1), own.time + 30_000);
  }
});

test('machines whose clocks differ a little do not change a timer', () => {
  const { context } = orchestration();
  compareClock(context)(start - 59_000);
  assert.equal(now(context), start);
});
