import type { Cursor, Packet, ReadLayer } from './packet.ts';
import { has } from './packet.ts';

const flag = { toDs: 0x01, fromDs: 0x02, protected: 0x40, order: 0x80 };
const dataType = 2;
const qos = 0x8;
const noData = 0x4;

/** Source: IEEE 802.11, 9.2. */
export const readWireless: ReadLayer = (packet, cursor) => readFrame(packet, cursor, 0);

/** 802.11 in CAPWAP, in which Cisco devices swap the two bytes of the frame control field. */
export const readSwappedWireless: ReadLayer = (packet, cursor) => {
  const { bytes, at } = cursor;
  // In a frame to or from the distribution system, only the type can have this pattern.
  const isPlain = ((bytes[at] ?? 0) & 0x0f) === 0x08;
  return readFrame(packet, cursor, isPlain ? 0 : 1);
};

/** @param typeAt position of the type and subtype: 0, or 1 when they follow the flags. */
function readFrame(packet: Packet, cursor: Cursor, typeAt: 0 | 1): string | undefined {
  if (!has(packet, cursor, 2, '802.11')) return undefined;
  const { bytes, at } = cursor;
  const type = (bytes.readUInt8(at + typeAt) >> 2) & 3;
  const subtype = bytes.readUInt8(at + typeAt) >> 4;
  const flags = bytes.readUInt8(at + 1 - typeAt);
  if (type !== dataType || (subtype & noData) !== 0) return undefined;
  if ((flags & flag.protected) !== 0) {
    packet.unread ??= 'encrypted 802.11';
    return undefined;
  }
  const fourAddresses = (flags & flag.toDs) !== 0 && (flags & flag.fromDs) !== 0;
  const isQos = (subtype & qos) !== 0;
  const controlAt = fourAddresses ? 30 : 24;
  if (!has(packet, cursor, controlAt + (isQos ? 2 : 0), '802.11')) return undefined;
  const isAggregate = isQos && (bytes.readUInt8(at + controlAt) & 0x80) !== 0;
  const ht = isQos && (flags & flag.order) !== 0 ? 4 : 0;
  cursor.at += controlAt + (isQos ? 2 : 0) + ht;
  return isAggregate ? 'A-MSDU' : 'LLC';
}

/** Reads the first of several frames in one. Source: IEEE 802.11, 9.3.2.2. */
export const readAggregate: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 14, 'A-MSDU')) return undefined;
  const length = cursor.bytes.readUInt16BE(cursor.at + 12);
  cursor.at += 14;
  if (cursor.at + length < cursor.end) packet.unread ??= 'further frames of an A-MSDU';
  cursor.end = Math.min(cursor.end, cursor.at + length);
  return 'LLC';
};

/** Source: radiotap.org. */
export const readRadiotap: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 8, 'radiotap')) return undefined;
  const { bytes, at } = cursor;
  const length = bytes.readUInt16LE(at + 2);
  if (length < 8) return undefined;
  const hasFlags = (bytes.readUInt32LE(at + 4) & 2) !== 0;
  let flagsAt = at + 8;
  for (
    let word = at + 4;
    word + 4 <= bytes.length && (bytes.readUInt32LE(word) & 0x80000000) !== 0;
  ) {
    word += 4;
    flagsAt += 4;
  }
  if ((bytes.readUInt32LE(at + 4) & 1) !== 0) flagsAt = at + Math.ceil((flagsAt - at) / 8) * 8 + 8;
  const flags = hasFlags ? (bytes[flagsAt] ?? 0) : 0;
  if ((flags & 0x10) !== 0) cursor.end -= 4;
  cursor.at += length;
  const [padded, bad] = [(flags & 0x20) !== 0, (flags & 0x40) !== 0];
  if (bad) {
    packet.unread ??= '802.11 with a wrong checksum';
  }
  if (padded) packet.unread ??= 'padded 802.11';
  return '802.11';
};

/** Source: PPI packet header specification. */
export const readPpi: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 8, 'PPI')) return undefined;
  const length = cursor.bytes.readUInt16LE(cursor.at + 2);
  const inner = cursor.bytes.readUInt32LE(cursor.at + 4);
  cursor.at += length;
  if (inner === 105) return '802.11';
  if (inner === 1) return 'Ethernet';
  packet.unread ??= `PPI with link type ${inner}`;
  return undefined;
};

/** The Prism driver's header, which has a fixed length, or the AVS header, which contains its length. */
export const readPrism: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 8, 'Prism')) return undefined;
  const code = cursor.bytes.readUInt32BE(cursor.at);
  const isAvs = code >>> 12 === 0x80211;
  cursor.at += isAvs ? cursor.bytes.readUInt32BE(cursor.at + 4) : 144;
  return '802.11';
};
