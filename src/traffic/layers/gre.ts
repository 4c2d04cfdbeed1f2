import { layerOfEtherType } from './ether-types.ts';
import type { ReadLayer } from './packet.ts';
import { has } from './packet.ts';

const flag = {
  checksum: 0x8000,
  routing: 0x4000,
  key: 0x2000,
  sequence: 0x1000,
  acknowledgment: 0x80,
};
const erspan = { one: 0x88be, three: 0x22eb };
const wccp = 0x883e;
/** The range of types for 802.11 from Aruba access points. */
const aruba = { first: 0x8200, last: 0x8370 };

/** Source: RFC 2784 and 2890; RFC 2637 for the version of PPTP. */
export const readGre: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 4, 'GRE')) return undefined;
  const { bytes, at } = cursor;
  const flags = bytes.readUInt16BE(at);
  const type = bytes.readUInt16BE(at + 2);
  const isPptp = (flags & 7) === 1;
  cursor.at += 4;
  if ((flags & (flag.checksum | flag.routing)) !== 0) cursor.at += 4;
  if ((flags & flag.key) !== 0) cursor.at += 4;
  if ((flags & flag.sequence) !== 0) cursor.at += 4;
  if (isPptp && (flags & flag.acknowledgment) !== 0) cursor.at += 4;
  if ((flags & flag.routing) !== 0) {
    packet.unread ??= 'GRE with source routes';
    return undefined;
  }
  // An acknowledgment without a payload.
  if (cursor.at >= cursor.end) return undefined;
  if (type === erspan.one) {
    if ((flags & flag.sequence) !== 0) cursor.at += 8;
    return 'Ethernet';
  }
  if (type === erspan.three) {
    const hasMore = ((bytes[cursor.at + 11] ?? 0) & 1) === 1;
    cursor.at += hasMore ? 20 : 12;
    return 'Ethernet';
  }
  if (type === wccp) {
    if ((bytes[cursor.at] ?? 0) >> 4 !== 4) cursor.at += 4;
    return 'IPv4';
  }
  if (type >= aruba.first && type <= aruba.last) return '802.11';
  return layerOfEtherType(packet, type);
};
