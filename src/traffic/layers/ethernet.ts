import {
  isEtherType,
  layerOfEtherType,
  layerOfIpVersion,
  smallestEtherType,
} from './ether-types.ts';
import type { ReadLayer } from './packet.ts';
import { has } from './packet.ts';

/** Source: IEEE 802.3. */
export const readEthernet: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 14, 'Ethernet')) return undefined;
  const type = cursor.bytes.readUInt16BE(cursor.at + 12);
  cursor.at += 14;
  if (type >= smallestEtherType) return layerOfEtherType(packet, type);
  // Novell frames have no LLC header.
  if (cursor.bytes[cursor.at] === 0xff && cursor.bytes[cursor.at + 1] === 0xff) return 'IPX';
  cursor.end = Math.min(cursor.end, cursor.at + type);
  return 'LLC';
};

/** An IEEE 802.1Q tag, single or stacked. */
export const readVlan: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 4, 'VLAN')) return undefined;
  const type = cursor.bytes.readUInt16BE(cursor.at + 2);
  cursor.at += 4;
  return type >= smallestEtherType ? layerOfEtherType(packet, type) : 'LLC';
};

/** The tag of a Cisco virtual interface. */
export const readVnTag: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 6, 'VN-Tag')) return undefined;
  const type = cursor.bytes.readUInt16BE(cursor.at + 4);
  cursor.at += 6;
  return layerOfEtherType(packet, type);
};

/** Source: IEEE 802.1BR. */
export const readETag: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 8, 'E-Tag')) return undefined;
  const type = cursor.bytes.readUInt16BE(cursor.at + 6);
  cursor.at += 8;
  return layerOfEtherType(packet, type);
};

const snap = 0xaa;
/** Protocols by the service access point of LLC. Source: IEEE 802.2. */
const servicePoints = new Map([
  [0x06, 'IPv4'],
  [0x42, 'STP'],
  [0xe0, 'IPX'],
  [0xf0, 'NetBIOS'],
  [0xfe, 'OSI'],
]);

/** LLC, and SNAP within it. Source: IEEE 802.2. */
export const readLlc: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 3, 'LLC')) return undefined;
  const { bytes, at } = cursor;
  const point = bytes.readUInt8(at);
  if (point !== snap) {
    cursor.at += 3;
    return servicePoints.get(point);
  }
  if (!has(packet, cursor, 8, 'LLC')) return undefined;
  const organization = bytes.readUIntBE(at + 3, 3);
  const type = bytes.readUInt16BE(at + 6);
  cursor.at += 8;
  if (organization === 0 || organization === 0xf8) return layerOfEtherType(packet, type);
  if (organization === 0x0c) return type === 0x2000 ? 'CDP' : 'Cisco';
  if (organization === 0x80c2 && type === 0x0007) {
    cursor.at += 2;
    return 'Ethernet';
  }
  return undefined;
};

/** Source: RFC 3032. */
export const readMpls: ReadLayer = (packet, cursor) => {
  const { bytes } = cursor;
  for (;;) {
    if (!has(packet, cursor, 4, 'MPLS')) return undefined;
    const isLast = (bytes.readUInt8(cursor.at + 2) & 1) === 1;
    cursor.at += 4;
    if (isLast) break;
  }
  const first = (bytes[cursor.at] ?? 0) >> 4;
  if (first === 4 || first === 6) return layerOfIpVersion(packet, cursor);
  if (first === 1) return undefined;
  // A pseudowire. A control word can precede its frame and begins like some addresses.
  const isFrame = isEtherType(bytes, cursor.at + 12);
  if (first === 0 && bytes[cursor.at + 1] === 0 && !isFrame) cursor.at += 4;
  return 'Ethernet';
};

/** Source: RFC 2516. */
export const readPppoe: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 6, 'PPPoE')) return undefined;
  const length = cursor.bytes.readUInt16BE(cursor.at + 4);
  cursor.at += 6;
  cursor.end = Math.min(cursor.end, cursor.at + length);
  return 'PPP';
};

const pppLayers = new Map([
  [0x0021, 'IPv4'],
  [0x0057, 'IPv6'],
  [0x0281, 'MPLS'],
  [0x0283, 'MPLS'],
]);
/** Unsupported PPP protocols: compressed headers, multilink, compressed and encrypted datagrams. */
const pppUnread = new Map([
  [0x002d, 'PPP with compressed TCP headers'],
  [0x002f, 'PPP with compressed TCP headers'],
  [0x003d, 'PPP multilink'],
  [0x00fd, 'PPP compressed datagram'],
  [0x0053, 'PPP encrypted datagram'],
]);

/** Source: RFC 1661 and 1662. */
export const readPpp: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 2, 'PPP')) return undefined;
  const { bytes } = cursor;
  const start = bytes.readUInt16BE(cursor.at);
  // Cisco HDLC uses the same link types.
  if (start === 0x0f00 || start === 0x8f00) return 'Cisco HDLC';
  // The address and the control field.
  if (start === 0xff03) cursor.at += 2;
  if (!has(packet, cursor, 2, 'PPP')) return undefined;
  const first = bytes.readUInt8(cursor.at);
  // An odd first byte is a one-byte protocol number.
  const isShort = (first & 1) === 1;
  const protocol = isShort ? first : bytes.readUInt16BE(cursor.at);
  cursor.at += isShort ? 1 : 2;
  const unread = pppUnread.get(protocol);
  if (unread !== undefined) packet.unread ??= unread;
  return pppLayers.get(protocol);
};
