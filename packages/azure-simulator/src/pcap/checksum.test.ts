import assert from 'node:assert/strict';
import { test } from 'node:test';
import { internetChecksum } from './checksum.ts';

test('the example of RFC 1071', () => {
  const bytes = Buffer.from([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]);
  assert.equal(internetChecksum(bytes), ~0xddf2 & 0xffff);
});

test('parts are summed as one, and an odd byte is padded with zero', () => {
  const bytes = Buffer.from([1, 2, 3, 4, 5]);
  const whole = internetChecksum(Buffer.concat([bytes, Buffer.from([0])]));
  assert.equal(internetChecksum(bytes.subarray(0, 2), bytes.subarray(2)), whole);
});
