import type { CaptureFilter } from '../model/session.ts';
import type { Peer } from './packet.ts';

// Addresses (RFC 5737) and names (RFC 2606) reserved for documentation.
const USUAL_PEERS: readonly Peer[] = [
  { address: '203.0.113.10', port: 443, opener: 'local', hostName: 'api.example.com' },
  { address: '203.0.113.24', port: 80, opener: 'local', hostName: 'status.example.com' },
  { address: '198.51.100.7', port: 443, opener: 'remote' },
  { address: '198.51.100.81', port: 443, opener: 'remote' },
];

/**
 * The peers of the machine: the default ones, and those that the filters name, so that a filtered
 * capture contains packets.
 */
export function peersFor(filters: readonly CaptureFilter[]): readonly Peer[] {
  const named = filters
    .filter((filter) => filter.remoteIPAddress || filter.remotePort || filter.localPort)
    .filter((filter) => !first(filter.remoteIPAddress).includes(':'))
    .map((filter): Peer => {
      const address = first(filter.remoteIPAddress) || '203.0.113.50';
      return filter.localPort && !filter.remotePort
        ? { address, port: Number(first(filter.localPort)), opener: 'remote' }
        : { address, port: Number(first(filter.remotePort) || 443), opener: 'local' };
    });
  return [...USUAL_PEERS, ...named];
}

function first(field: string): string {
  return field.split(/[;-]/)[0] ?? '';
}
