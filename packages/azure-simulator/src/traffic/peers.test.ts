import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureFilter } from '../model/session.ts';
import { peersFor } from './peers.ts';

const none: CaptureFilter = {
  ...{ protocol: 'Any', localIPAddress: '', remoteIPAddress: '', localPort: '', remotePort: '' },
};
const usual = [
  { address: '203.0.113.10', port: 443, opener: 'local', hostName: 'api.example.com' },
  { address: '203.0.113.24', port: 80, opener: 'local', hostName: 'status.example.com' },
  { address: '198.51.100.7', port: 443, opener: 'remote' },
  { address: '198.51.100.81', port: 443, opener: 'remote' },
];

test('a machine has its usual peers, and one for each filter that names some', () => {
  const cases: [filter: Partial<CaptureFilter>, named: object[]][] = [
    [{}, []],
    [{ protocol: 'UDP', localIPAddress: '10.0.0.4' }, []],
    [{ remoteIPAddress: '2001:db8::1' }, []],
    [{ remoteIPAddress: '192.0.2.1' }, [{ address: '192.0.2.1', port: 443, opener: 'local' }]],
    [
      { remoteIPAddress: '192.0.2.1-192.0.2.9', remotePort: '80;81' },
      [{ address: '192.0.2.1', port: 80, opener: 'local' }],
    ],
    [{ localPort: '8080-8090' }, [{ address: '203.0.113.50', port: 8080, opener: 'remote' }]],
    [
      { localPort: '8080', remotePort: '22' },
      [{ address: '203.0.113.50', port: 22, opener: 'local' }],
    ],
  ];
  for (const [filter, named] of cases) {
    assert.deepEqual(peersFor([{ ...none, ...filter }]), [...usual, ...named]);
  }
});
