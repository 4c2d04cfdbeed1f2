import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FilterError, readAddresses, readPorts, readProtocol } from './filter.ts';

const accepted: [read: (text: string) => string, text: string, sent: string][] = [
  [readPorts, '443', '443'],
  [readPorts, ' 80-90 ', '80-90'],
  [readPorts, '80;443;', '80;443'],
  [readPorts, '80 ; 443', '80;443'],
  [readAddresses, '10.0.0.4', '10.0.0.4'],
  [readAddresses, '10.0.0.1-10.0.1.0', '10.0.0.1-10.0.1.0'],
  [readAddresses, '10.0.0.1;2001:db8::1', '10.0.0.1;2001:db8::1'],
  [readAddresses, '2001:db8::1-2001:db8::ff', '2001:db8::1-2001:db8::ff'],
  [readProtocol, 'tcp', 'TCP'],
  [readProtocol, 'any', 'Any'],
];

const refused: [read: (text: string) => string, text: string, why: RegExp][] = [
  [readPorts, '65536', /no port/],
  [readPorts, 'https', /no port/],
  [readPorts, '', /no port/],
  [readPorts, '80;;443', /no port/],
  [readPorts, '80-90;443', /a range in a list/],
  [readPorts, '80-90-100', /no range/],
  [readPorts, '-80', /no port/],
  [readPorts, '90-80', /ends before it begins/],
  [readAddresses, '10.0.0.0/24', /no IP address/],
  [readAddresses, '10.0.0', /no IP address/],
  [readAddresses, 'web-03.example', /no range|no IP address/],
  [readAddresses, 'fe80::1%eth0', /no IP address/],
  [readAddresses, '10.0.0.1-2001:db8::1', /IPv4 to an IPv6/],
  [readAddresses, '2001:db8::ff-2001:db8::1', /ends before it begins/],
  [readAddresses, '10.0.0.1-10.0.0.9;10.0.0.12', /a range in a list/],
  [readProtocol, 'ICMP', /TCP, UDP and Any/],
];

describe('a field of a filter', () => {
  for (const [read, text, sent] of accepted) {
    test(`${read.name} takes ${text}`, () => assert.equal(read(text), sent));
  }
  for (const [read, text, why] of refused) {
    test(`${read.name} refuses "${text}"`, () => {
      assert.throws(
        () => read(text),
        (error) => error instanceof FilterError && why.test(error.message),
      );
    });
  }

  test('is taken or refused, and once taken is taken again as it is', () => {
    const piece = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.nat(70_000).map(String),
      fc.constantFrom('-', ';', ' ', '', '/', '%'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), fc.boolean(), (pieces, ports) => {
        const read = ports ? readPorts : readAddresses;
        try {
          const sent = read(pieces.join(''));
          assert.equal(read(sent), sent);
          assert.match(sent, /^[\da-f.:]+(-[\da-f.:]+|(;[\da-f.:]+)*)$/i);
        } catch (error) {
          assert(error instanceof FilterError, String(error));
        }
      }),
    );
  });
});
