import {
  addressNumber,
  meets,
  parseAddressField,
  parsePortField,
  type FieldTest,
} from './filter-syntax.ts';
import type { CaptureFilter } from '../model/session.ts';
import type { Packet } from './packet.ts';

/** A packet test for filters: one of them must match. Without filters, all packets pass. */
export function packetFilter(filters: readonly CaptureFilter[]): (packet: Packet) => boolean {
  if (filters.length === 0) return () => true;
  const tests = filters.map(oneFilter);
  return (packet) => tests.some((test) => test(packet));
}

function oneFilter(filter: CaptureFilter): (packet: Packet) => boolean {
  const localAddress = parseAddressField(filter.localIPAddress);
  const remoteAddress = parseAddressField(filter.remoteIPAddress);
  const localPort = parsePortField(filter.localPort);
  const remotePort = parsePortField(filter.remotePort);
  return (packet) =>
    (filter.protocol === 'Any' || filter.protocol === packet.protocol) &&
    meets(localAddress, addressNumber(packet.localAddress)) &&
    meets(remoteAddress, addressNumber(packet.remoteAddress)) &&
    portMeets(localPort, packet.localPort) &&
    portMeets(remotePort, packet.remotePort);
}

/** A packet without ports passes only if the filter has no port. */
function portMeets(test: FieldTest<number>, port: number | undefined): boolean {
  return port === undefined ? test.kind === 'any' : meets(test, port);
}
