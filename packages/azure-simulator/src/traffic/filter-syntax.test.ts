import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressNumber, meets, parseAddressField, parsePortField } from './filter-syntax.ts';

test('one value, one range, or a list', () => {
  assert.deepEqual(parsePortField(''), { kind: 'any' });
  assert.deepEqual(parsePortField('443'), { kind: 'values', values: [443] });
  assert.deepEqual(parsePortField('80;443'), { kind: 'values', values: [80, 443] });
  assert.deepEqual(parsePortField('80-443'), { kind: 'range', from: 80, to: 443 });
});

for (const text of ['1;2-3', '1-2-3', '9-1', '65536', 'http', '1;', '-5', '1.5', ' 1']) {
  test(`'${text}' is not a port field`, () => {
    assert.throws(() => parsePortField(text), SyntaxError);
  });
}

test('addresses of both kinds, and ranges of them', () => {
  const range = parseAddressField('10.0.0.250-10.0.1.5');
  assert.ok(meets(range, addressNumber('10.0.1.0')));
  assert.ok(!meets(range, addressNumber('10.0.1.6')));
  const six = parseAddressField('2001:db8::1');
  assert.ok(meets(six, addressNumber('2001:0db8:0:0::0001')));
  assert.ok(!meets(six, addressNumber('10.0.0.1')));
  assert.throws(() => parseAddressField('10.0.0'), /'10.0.0' is not an IP address/);
});
