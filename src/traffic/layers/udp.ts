import { layerOfEtherType, layerOfIpVersion } from './ether-types.ts';
import { layerOfProtocol } from './ip-protocols.ts';
import type { Cursor, Packet, ReadLayer } from './packet.ts';
import { has } from './packet.ts';

/** Source: RFC 768. */
export const readUdp: ReadLayer = (packet, cursor) => {
  const { bytes, at } = cursor;
  if (!has(packet, cursor, 4, 'UDP')) return undefined;
  packet.transport = 'UDP';
  packet.sourcePort = bytes.readUInt16BE(at);
  packet.destinationPort = bytes.readUInt16BE(at + 2);
  if (!has(packet, cursor, 8, 'UDP')) return undefined;
  const length = bytes.readUInt16BE(at + 4);
  if (length >= 8) cursor.end = Math.min(cursor.end, at + length);
  cursor.at = at + 8;
  packet.payloadStart = cursor.at;
  packet.payloadEnd = Math.min(cursor.end, bytes.length);
  return (
    applications.get(packet.destinationPort)?.(packet, cursor) ??
    applications.get(packet.sourcePort)?.(packet, cursor)
  );
};

/** Returns the protocol of a datagram when its first bytes match, without moving the cursor. */
type Recognize = (packet: Packet, cursor: Cursor) => string | undefined;

const fits =
  (name: string, length: number, test: (bytes: Buffer, at: number) => boolean): Recognize =>
  (_, { bytes, at }) =>
    at + length <= bytes.length && test(bytes, at) ? name : undefined;

const isQuic = fits('QUIC', 5, (bytes, at) => {
  const first = bytes.readUInt8(at);
  // A long header with a known version, or the fixed bit of a short one.
  if ((first & 0x80) === 0) return (first & 0x40) !== 0;
  const version = bytes.readUInt32BE(at + 1);
  return version <= 1 || version === 0x6b3343cf || version >>> 8 === 0xff0000;
});

const isVxlan = fits('VXLAN', 8, (bytes, at) => (bytes.readUInt8(at) & 0x08) !== 0);

/** Recognizers by port. Source: IANA, Service Name and Transport Protocol Port Number Registry. */
const applications = new Map<number, Recognize>([
  [53, fits('DNS', 12, () => true)],
  [443, isQuic],
  [784, isQuic],
  [2152, fits('GTP-U', 8, (bytes, at) => bytes.readUInt8(at) >> 5 === 1)],
  [3544, fits('Teredo', 40, () => true)],
  [4754, fits('GRE', 4, (bytes, at) => (bytes.readUInt8(at + 1) & 7) === 0)],
  [4789, isVxlan],
  [4790, fits('VXLAN-GPE', 8, () => true)],
  [5072, fits('AYIYA', 8, (bytes, at) => (bytes.readUInt8(at + 2) & 0x0f) <= 1)],
  [5246, fits('CAPWAP control', 8, (bytes, at) => bytes.readUInt8(at) === 0)],
  [5247, fits('CAPWAP', 8, (bytes, at) => bytes.readUInt8(at) === 0)],
  [6081, fits('Geneve', 8, (bytes, at) => bytes.readUInt8(at) >> 6 === 0)],
  // Its samples are reports of packets elsewhere, and not packets of this capture.
  [6343, fits('sFlow', 8, () => true)],
  [6635, fits('MPLS', 4, () => true)],
  [8472, isVxlan],
]);

/** Source: RFC 7348. */
export const readVxlan: ReadLayer = (_, cursor) => {
  cursor.at += 8;
  return 'Ethernet';
};

const gpeLayers = ['', 'IPv4', 'IPv6', 'Ethernet', 'NSH', 'MPLS'];

/** Source: draft-ietf-nvo3-vxlan-gpe. */
export const readVxlanGpe: ReadLayer = (_, cursor) => {
  const next = cursor.bytes.readUInt8(cursor.at + 3);
  cursor.at += 8;
  return gpeLayers[next];
};

/** Source: RFC 8926. */
export const readGeneve: ReadLayer = (packet, cursor) => {
  const { bytes, at } = cursor;
  cursor.at += 8 + (bytes.readUInt8(at) & 0x3f) * 4;
  return layerOfEtherType(packet, bytes.readUInt16BE(at + 2));
};

const gtpData = 0xff;

/** Source: 3GPP TS 29.281. */
export const readGtp: ReadLayer = (packet, cursor) => {
  const { bytes, at } = cursor;
  const flags = bytes.readUInt8(at);
  if (bytes.readUInt8(at + 1) !== gtpData) return undefined;
  cursor.at += 8;
  if ((flags & 0x07) !== 0) {
    let next = bytes[cursor.at + 3] ?? 0;
    cursor.at += 4;
    while (next !== 0 && cursor.at < bytes.length) {
      const units = bytes.readUInt8(cursor.at);
      if (units === 0) return undefined;
      cursor.at += units * 4;
      next = bytes[cursor.at - 1] ?? 0;
    }
  }
  return layerOfIpVersion(packet, cursor);
};

/** Source: RFC 4380. */
export const readTeredo: ReadLayer = (_, cursor) => {
  const { bytes } = cursor;
  for (;;) {
    const kind = bytes[cursor.at] === 0 ? bytes[cursor.at + 1] : undefined;
    if (kind === 1) {
      cursor.at += 13 + (bytes[cursor.at + 2] ?? 0) + (bytes[cursor.at + 3] ?? 0);
    } else if (kind === 0) cursor.at += 8;
    else break;
  }
  return (bytes[cursor.at] ?? 0) >> 4 === 6 ? 'IPv6' : undefined;
};

/** Source: draft-massar-v6ops-ayiya. */
export const readAyiya: ReadLayer = (_, cursor) => {
  const { bytes, at } = cursor;
  const identityBytes = 2 ** (bytes.readUInt8(at) >> 4);
  const signatureBytes = (bytes.readUInt8(at + 1) >> 4) * 4;
  cursor.at += 8 + identityBytes + signatureBytes;
  return layerOfProtocol(bytes.readUInt8(at + 3));
};

/** Reads only the ports. */
export const readPorts =
  (name: 'SCTP' | 'DCCP' | 'UDP-Lite'): ReadLayer =>
  (packet, cursor) => {
    if (!has(packet, cursor, 4, name)) return undefined;
    packet.transport = name;
    packet.sourcePort = cursor.bytes.readUInt16BE(cursor.at);
    packet.destinationPort = cursor.bytes.readUInt16BE(cursor.at + 2);
    return undefined;
  };
