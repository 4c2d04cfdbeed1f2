import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readFilter, readSeconds } from './read-filter.ts';

describe('--filter', () => {
  test('has the fields of one filter, and is repeated for more filters', () => {
    const first = readFilter('remotePort=443, protocol=TCP');
    assert.deepEqual(readFilter('remoteAddress=10.0.0.1;10.0.0.2', first), [
      { remotePort: '443', protocol: 'TCP' },
      { remoteAddress: '10.0.0.1;10.0.0.2' },
    ]);
  });
  for (const text of ['', '443', 'remotePort=', '=443', 'a=b=c', 'a=1,']) {
    test(`refuses "${text}"`, () => assert.throws(() => readFilter(text), /name=value/));
  }
});

test('--seconds is a whole number from 1', () => {
  assert.equal(readSeconds('60'), 60);
  for (const text of ['0', '-1', '1.5', 'x', '']) assert.throws(() => readSeconds(text));
});
