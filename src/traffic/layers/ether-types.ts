import type { Cursor, Packet } from './packet.ts';
import { has } from './packet.ts';

/** Layers by EtherType. Source: IANA, IEEE 802 Numbers. */
const layers = new Map([
  [0x0800, 'IPv4'],
  [0x0806, 'ARP'],
  [0x0842, 'Wake on LAN'],
  [0x6558, 'Ethernet'],
  [0x8035, 'RARP'],
  [0x809b, 'AppleTalk'],
  [0x80f3, 'AppleTalk ARP'],
  [0x8100, 'VLAN'],
  [0x88a8, 'VLAN'],
  [0x9100, 'VLAN'],
  [0x9200, 'VLAN'],
  [0x8137, 'IPX'],
  [0x86dd, 'IPv6'],
  [0x8808, 'Ethernet flow control'],
  [0x8809, 'Slow protocols'],
  [0x880b, 'PPP'],
  [0x8847, 'MPLS'],
  [0x8848, 'MPLS'],
  [0x8863, 'PPPoE discovery'],
  [0x8864, 'PPPoE'],
  [0x888e, '802.1X'],
  [0x8892, 'PROFINET'],
  [0x88a2, 'ATA over Ethernet'],
  [0x88a4, 'EtherCAT'],
  [0x88b8, 'GOOSE'],
  [0x88ba, 'Sampled values'],
  [0x88cc, 'LLDP'],
  [0x88e1, 'HomePlug AV'],
  [0x88e3, 'MRP'],
  [0x88e7, 'Provider backbone bridge'],
  [0x88f7, 'PTP'],
  [0x8902, 'CFM'],
  [0x8903, 'FabricPath'],
  [0x8906, 'FCoE'],
  [0x8914, 'FIP'],
  [0x8926, 'VN-Tag'],
  [0x893f, 'E-Tag'],
  [0x894f, 'NSH'],
  [0x9000, 'Loopback test'],
  [0x893a, 'IEEE 1905'],
]);

/** The layer for an EtherType. Records an unknown type as not read. */
export function layerOfEtherType(packet: Packet, type: number): string {
  const known = layers.get(type);
  if (known !== undefined) return known;
  const name = `EtherType 0x${type.toString(16).padStart(4, '0')}`;
  packet.unread ??= name;
  return name;
}

/** True when there is a known EtherType at this position. */
export const isEtherType = (bytes: Buffer, at: number): boolean =>
  at + 2 <= bytes.length && layers.has(bytes.readUInt16BE(at));

/** Smallest EtherType. Smaller values are a length, and LLC follows. Source: IEEE 802.3. */
export const smallestEtherType = 0x0600;

/** The IP layer for the version in the first byte. */
export function layerOfIpVersion(packet: Packet, cursor: Cursor): string {
  if (!has(packet, cursor, 1, 'IP')) return 'IP';
  const version = cursor.bytes.readUInt8(cursor.at) >> 4;
  if (version === 4) return 'IPv4';
  if (version === 6) return 'IPv6';
  packet.unread ??= `IP version ${version}`;
  return 'IP';
}
