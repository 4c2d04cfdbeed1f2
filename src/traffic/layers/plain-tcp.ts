import type { Frame } from '../files/frame.ts';
import { ipv4AddressAt } from './ipv4-address.ts';
import type { Ends } from './packet.ts';

/** LINKTYPE_ETHERNET. */
const ethernet = 1;
const place = { etherType: 12, ip: 14, fragment: 20, protocol: 23, source: 26, ports: 34 };

/**
 * Addresses and ports of a TCP segment that is directly in an Ethernet frame with an IPv4 header without
 * options; undefined for all other frames. Most captured packets are of this form.
 */
export function plainTcpEnds({ data, linkType }: Frame): Ends | undefined {
  const isPlain =
    linkType === ethernet &&
    data.length >= place.ports + 4 &&
    data[place.ip] === 0x45 &&
    data[place.protocol] === 6 &&
    data[place.etherType] === 0x08 &&
    data[place.etherType + 1] === 0x00 &&
    // Not a fragment; the first bit means "do not fragment".
    (data.readUInt16BE(place.fragment) & 0x3fff) === 0;
  if (!isPlain) return undefined;
  return {
    source: ipv4AddressAt(data, place.source),
    destination: ipv4AddressAt(data, place.source + 4),
    sourcePort: data.readUInt16BE(place.ports),
    destinationPort: data.readUInt16BE(place.ports + 2),
  };
}
