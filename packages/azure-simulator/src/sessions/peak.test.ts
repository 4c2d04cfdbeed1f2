import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { peak } from './peak.ts';

test('a session that ends when the next starts does not add to it', () => {
  assert.equal(peak([{ from: 0, until: 5 }, { from: 5 }]), 1);
  assert.equal(peak([{ from: 0, until: 6 }, { from: 5 }]), 2);
  assert.equal(peak([]), 0);
});

test('it is the largest number at any time', () => {
  const interval = fc
    .tuple(fc.nat(20), fc.option(fc.nat(10), { nil: undefined }))
    .map(([from, length]) => ({ from, until: length === undefined ? undefined : from + length }));
  fc.assert(
    fc.property(fc.array(interval), (intervals) => {
      const at = (moment: number) =>
        intervals.filter(({ from, until }) => from <= moment && (until ?? Infinity) > moment)
          .length;
      const moments = Array.from({ length: 31 }, (_, moment) => at(moment));
      assert.equal(peak(intervals), Math.max(...moments));
    }),
  );
});
