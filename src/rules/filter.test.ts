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
  // From the help of `New-AzPacketCaptureFilterConfig`.
  [readAddresses, '1.1.1.1-255.255.255.255', '1.1.1.1-255.255.255.255'],
  [readPorts, '1-65535', '1-65535'],
  [readPorts, '20;80;443', '20;80;443'],
  [readAddresses, '10.0.0.1-10.0.1.0', '10.0.0.1-10.0.1.0'],
  [readAddresses, '10.0.0.1;2001:db8::1', '10.0.0.1;2001:db8::1'],
  [readAddresses, '2001:db8::1-2001:db8::ff', '2001:db8::1-2001:db8::ff'],
  [readPorts, '443 ; ', '443'],
  [readPorts, '0', '0'],
  [readPorts, '65535', '65535'],
  [readPorts, '443-443', '443-443'],
  [readAddresses, '2001:db8::-2001:db8::ff', '2001:db8::-2001:db8::ff'],
  [readAddresses, '::1-::2', '::1-::2'],
  [readAddresses, '::ffff-::1:0', '::ffff-::1:0'],
  [readAddresses, '1:2:3:4:5:6:7:8-1:2:3:4:5:6:7:9', '1:2:3:4:5:6:7:8-1:2:3:4:5:6:7:9'],
  [readAddresses, '9.255.255.255-10.0.0.0', '9.255.255.255-10.0.0.0'],
  [readProtocol, ' tcp ', 'TCP'],
  [readProtocol, 'UDP', 'UDP'],
  [readProtocol, 'any', 'Any'],
];

const refused: [read: (text: string) => string, text: string, why: RegExp][] = [
  [readPorts, '65536', /not a port/],
  [readPorts, 'https', /^"https" is not a port from 0 to 65535$/],
  [readPorts, '443x', /not a port/],
  [readPorts, 'x443', /not a port/],
  [readPorts, '000443', /not a port/],
  [readPorts, '80;x', /"x" is not a port/],
  [readPorts, '9'.repeat(61), /^"9{59}…" is not a port/],
  [readPorts, '', /not a port/],
  [readPorts, '80;;443', /not a port/],
  [readPorts, '80-90;443', /a range in a list/],
  [readPorts, '80-90-100', /not a range/],
  [readPorts, '-80', /not a port/],
  [readPorts, '90-80', /ends before it begins/],
  [readAddresses, '10.0.0.0/24', /not an IP address; .* a range a-b/],
  [readAddresses, '10.0.0', /not an IP address; an IPv4 address has four numbers/],
  // From the help of `az network watcher packet-capture create`.
  [readAddresses, '1.1.1.1-255.255.255', /"255.255.255" is not an IP address; .* four numbers/],
  [readAddresses, '10', /four numbers/],
  [readAddresses, '10.0.0.4.5', /not an IP address$/],
  [readAddresses, 'x10.0', /not an IP address$/],
  [readAddresses, '10.0x', /not an IP address$/],
  [readAddresses, '300.0.0.1', /not an IP address$/],
  [readAddresses, '10.0.1.0-10.0.0.255', /ends before it begins/],
  [readAddresses, '2001:db8:1::-2001:db8::ffff', /ends before it begins/],
  [readAddresses, 'web-03.example', /not a range|not an IP address/],
  [readAddresses, 'fe80::1%eth0', /not an IP address/],
  [readAddresses, '10.0.0.1-2001:db8::1', /IPv4 with an IPv6/],
  [readAddresses, '2001:db8::ff-2001:db8::1', /ends before it begins/],
  [readAddresses, '10.0.0.1-10.0.0.9;10.0.0.12', /a range in a list/],
  [readProtocol, 'ICMP', /not TCP, UDP or Any/],
];

describe('a field of a filter', () => {
  test('is refused with a code', () => {
    assert.throws(() => readPorts('x'), { name: 'FilterError', code: 'InvalidFilter' });
  });

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

  test('is accepted or refused, and an accepted value is stable', () => {
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
