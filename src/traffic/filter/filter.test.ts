import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress } from './addresses.ts';
import { parseFilter } from './parse-filter.ts';

const connection = {
  source: parseAddress('10.0.0.4') ?? '',
  destination: parseAddress('10.1.2.3') ?? '',
  sourcePort: 40_000,
  destinationPort: 443,
};

/** Whether the filter concerns the connection; undefined when it excludes none. */
const cases: [filter: string, concerns: boolean | undefined][] = [
  ['', undefined],
  ['tcp', undefined],
  ['flags syn', undefined],
  ['not host 10.0.0.4', undefined],
  ['host 10.0.0.4', true],
  ['dst host 10.0.0.4', true],
  ['src host 10.1.2.3', true],
  ['host 10.9.9.9', false],
  ['net 10.1', true],
  ['net 10.2', false],
  ['port 443', true],
  ['tcp src port 443', true],
  ['dst port 40000', true],
  ['port 80', false],
  ['udp port 443', false],
  ...[
    'arp',
    'rarp',
    'icmp',
    'icmp6',
    'igmp',
    'sctp',
    'vrrp',
    'pim',
    'dns',
    'quic',
    'stp',
    'lldp',
  ].map((word): [string, boolean] => [word, false]),
  ['dns-failure', false],
  ['host 10.0.0.4 and port 443', true],
  ['host 10.0.0.4 and port 80', false],
  ['host 10.9.9.9 and port 443', false],
  ['host 10.9.9.9 and flags syn', false],
  ['flags syn and host 10.0.0.4', true],
  ['flags syn and tcp', undefined],
  ['host 10.9.9.9 or port 443', true],
  ['port 443 or host 10.9.9.9', true],
  ['host 10.9.9.9 or port 80', false],
  ['host 10.9.9.9 or flags syn', undefined],
  ['flags syn or host 10.9.9.9', undefined],
];

for (const [filter, concerns] of cases) {
  const answer = concerns === undefined ? 'any connection' : `this connection: ${concerns}`;
  test(`"${filter}" may concern ${answer}`, () => {
    assert.equal(parseFilter(filter).concerns?.(connection), concerns);
  });
}
