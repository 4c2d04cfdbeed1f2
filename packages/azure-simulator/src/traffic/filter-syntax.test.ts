import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressNumber, meets, parseAddressField, parsePortField } from './filter-syntax.ts';

test('one value, one range, or a list', () => {
  assert.deepEqual(parsePortField(''), { kind: 'any' });
  assert.deepEqual(parsePortField('443'), { kind: 'values', values: [443] });
  assert.deepEqual(parsePortField('80;443'), { kind: 'values', values: [80, 443] });
  assert.deepEqual(parsePortField('80-443'), { kind: 'range', from: 80, to: 443 });
  assert.deepEqual(parsePortField('0-0'), { kind: 'range', from: 0, to: 0 });
  assert.deepEqual(parsePortField('65535'), { kind: 'values', values: [65535] });
});

test('a value is within the bounds of a range, which belong to it', () => {
  const found = [1, 2, 3, 4, 5].filter((port) => meets(parsePortField('2-4'), port));
  assert.deepEqual(found, [2, 3, 4]);
  assert.ok(meets(parsePortField(''), 1));
  assert.ok(meets(parsePortField('1;3'), 3) && !meets(parsePortField('1;3'), 2));
});

const wrong: [text: string, message: string][] = [
  ['1;2-3', "'1;2-3' mixes a list and a range; give one range a-b, or values with ';'"],
  ['1-2-3', "'1-2-3' holds more than one range; only one is allowed"],
  ['9-1', "'9-1' ends before it begins"],
  ['65536', "'65536' is not a port (0 to 65535)"],
  ['000080', "'000080' is not a port (0 to 65535)"],
  ['x80', "'x80' is not a port (0 to 65535)"],
];
for (const [text, message] of wrong) {
  test(`'${text}' is refused with the reason`, () => {
    assert.throws(() => parsePortField(text), { name: 'SyntaxError', message });
  });
}

test('an address as its number', () => {
  assert.equal(addressNumber('1.2.3.4'), 0x01020304n);
  const base = 2n ** 128n;
  for (const [address, number] of [
    ['::', base],
    ['::1', base + 1n],
    ['1::', base + 2n ** 112n],
    ['1::2:3', base + 2n ** 112n + 0x20003n],
    ['1:2:3:4:5:6:7:8', base + 0x00010002000300040005000600070008n],
    ['::ffff:1.2.3.4', base + 0xffff01020304n],
  ] as const) {
    assert.equal(addressNumber(address), number, address);
  }
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
