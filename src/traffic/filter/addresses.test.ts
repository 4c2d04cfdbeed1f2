import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatAddress } from '../layers/format-address.ts';
import { parseAddress, parseNet } from './addresses.ts';

describe('an address', () => {
  const read: [text: string, address: string][] = [
    ['10.0.0.4', '10.0.0.4'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['FD00::1:2', 'fd00::1:2'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1:2:3:4:5'],
    ['2001:db8::5:0:0:1', '2001:db8::5:0:0:1'],
    ['fe80::', 'fe80::'],
    ['::ffff:10.0.0.4', '::ffff:a00:4'],
  ];
  for (const [text, address] of read) {
    test(`${text} is read`, () => {
      const bytes = parseAddress(text) ?? assert.fail('It was not read.');
      assert.equal(bytes.length, text.includes(':') ? 16 : 4);
      const expected = parseAddress(address) ?? '';
      assert.equal(formatAddress(bytes), formatAddress(expected));
      assert.equal(formatAddress(bytes), address);
    });
  }

  const refused = [
    ...['10.0.0', '10.0.0.256', '256.1.1.1', 'x10.0.0.4', '10.0.0.4x', '1.2.3.4.5', '1.2.3.1234'],
    ...[':', '1::2::3', '12345::', 'fe80::1%eth0', '1:2:3:4:5:6:7', 'example.com', ''],
    ...['::1]:80/?', 'x]@[::1'],
  ];
  for (const text of refused) {
    test(`"${text}" is not one`, () => assert.equal(parseAddress(text), undefined));
  }
});

describe('a net', () => {
  const cases: [net: string, inside: string[], outside: string[]][] = [
    ['10.0.0.0/8', ['10.0.0.0', '10.255.255.255'], ['11.0.0.0', '9.255.255.255', '::a00:0']],
    ['10.1.2.0/25', ['10.1.2.127'], ['10.1.2.128', '10.1.3.0']],
    ['10.1.2.128/26', ['10.1.2.128', '10.1.2.191'], ['10.1.2.127', '10.1.2.192']],
    ['0.0.0.0/0', ['1.2.3.4'], ['::1']],
    ['10.0.0.4/32', ['10.0.0.4'], ['10.0.0.5']],
    ['10.0.0.4', ['10.0.0.4'], ['10.0.0.5']],
    ['10', ['10.1.2.3'], ['11.1.2.3']],
    ['10.12', ['10.12.255.1'], ['10.13.0.1']],
    ['192.168.100', ['192.168.100.9'], ['192.168.101.9']],
    ['10.12/16', ['10.12.255.1'], ['10.13.0.1']],
    ['2001:db8::/33', ['2001:db8:7fff::1'], ['2001:db8:8000::1', '32.1.13.184']],
    ['::1/128', ['::1'], ['::2']],
    ['fd00::1', ['fd00::1'], ['fd00::2']],
  ];
  for (const [text, inside, outside] of cases) {
    test(`${text} has ${inside.join(' and ')}, and not ${outside.join(' or ')}`, () => {
      const holds = parseNet(text) ?? assert.fail('It was not read.');
      const isInside = (address: string): boolean => holds(parseAddress(address) ?? '');
      assert.deepEqual([...inside, ...outside].filter(isInside), inside);
    });
  }

  const refused = [
    ...['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8.5', '10.0.0.0/0x8'],
    ...['10.0.0.0/8/9', '/8', '', 'x10', '10x', '300', '10.1.2.3.4', '1000.1'],
  ];
  for (const text of refused) {
    test(`"${text}" is not one`, () => assert.equal(parseNet(text), undefined));
  }
});
