import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { advanced, realTime, simulatedTime, withScale, type TimeLine } from './time-line.ts';

const line: TimeLine = { realAnchor: 1000, simulatedAnchor: 50_000, scale: 60 };

test('a minute passes in a second', () => {
  assert.equal(simulatedTime(line, 2000), 110_000);
});

test('a time is reached at its real time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3600 }), fc.nat(10_000_000), (scale, ahead) => {
      const at = line.simulatedAnchor + ahead;
      const reached = simulatedTime({ ...line, scale }, realTime({ ...line, scale }, at));
      assert.ok(Math.abs(reached - at) < 1e-3);
    }),
  );
});

test('a stopped clock advances only by hand', () => {
  const still = withScale(line, 1500, 0);
  assert.equal(simulatedTime(still, 9_999_999), simulatedTime(line, 1500));
  assert.equal(realTime(still, 80_001), Infinity);
  assert.equal(simulatedTime(advanced(still, 1), 0), simulatedTime(still, 0) + 1);
});

test('a change of speed does not move the time', () => {
  assert.equal(simulatedTime(withScale(line, 1234, 3), 1234), simulatedTime(line, 1234));
});
