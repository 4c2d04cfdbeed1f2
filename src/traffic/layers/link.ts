import { layerOfEtherType, layerOfIpVersion, smallestEtherType } from './ether-types.ts';
import type { Cursor, Packet, ReadLayer } from './packet.ts';
import { has, skipTo } from './packet.ts';

/** The first layer by link type. Source: LINKTYPE_ values, tcpdump.org/linktypes.html. */
const links = new Map([
  [0, 'Loopback'],
  [1, 'Ethernet'],
  [6, 'Token Ring'],
  [9, 'PPP'],
  [10, 'FDDI'],
  [12, 'Raw IP'],
  [14, 'Raw IP'],
  [50, 'PPP'],
  [51, 'PPPoE'],
  [100, 'LLC'],
  [101, 'Raw IP'],
  [104, 'Cisco HDLC'],
  [105, '802.11'],
  [107, 'Frame Relay'],
  [108, 'Loopback'],
  [109, 'ENC'],
  [113, 'Linux cooked'],
  [117, 'PFLOG'],
  [119, 'Prism'],
  [123, 'SunATM'],
  [127, 'radiotap'],
  [129, 'ARCNET'],
  [138, 'IP over FireWire'],
  [143, 'DOCSIS'],
  [149, 'PKTAP'],
  [163, 'Prism'],
  [178, 'Juniper Ethernet'],
  [192, 'PPI'],
  [204, 'PPP with direction'],
  [205, 'Cisco HDLC with direction'],
  [206, 'Frame Relay with direction'],
  [228, 'IPv4'],
  [229, 'IPv6'],
  [239, 'NFLOG'],
  [240, 'netANALYZER'],
  [242, 'IP over InfiniBand'],
  [248, 'SCTP'],
  [258, 'PKTAP'],
  [276, 'Linux cooked 2'],
]);

/** The outermost layer of a frame. Records an unknown link type as not read. */
export function layerOfLinkType(packet: Packet, linkType: number): string {
  const known = links.get(linkType);
  if (known !== undefined) return known;
  packet.unread ??= `link type ${linkType}`;
  return `Link type ${linkType}`;
}

/** AF_INET, and AF_INET6 of Linux, Windows, NetBSD, FreeBSD and macOS. Source: LINKTYPE_NULL, tcpdump.org/linktypes.html. */
const ipFamilies = new Set([2, 10, 23, 24, 28, 30]);

/** The address family is in the byte order of the machine that captured. */
const readLoopback: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 4, 'Loopback')) return undefined;
  const { bytes, at } = cursor;
  const value = bytes.readUInt32LE(at);
  const family = value > 0xffff ? bytes.readUInt16BE(at + 2) : value;
  cursor.at += 4;
  if (ipFamilies.has(family)) return layerOfIpVersion(packet, cursor);
  if (family >= smallestEtherType) return layerOfEtherType(packet, family);
  packet.unread ??= `address family ${family}`;
  return undefined;
};

function typeAt(packet: Packet, cursor: Cursor, name: string, at: number): string | undefined {
  if (!has(packet, cursor, at + 2, name)) return undefined;
  const type = cursor.bytes.readUInt16BE(cursor.at + at);
  cursor.at += at + 2;
  return type < smallestEtherType ? 'LLC' : layerOfEtherType(packet, type);
}

const arphrd = { netlink: 824, gre: 778, radiotap: 803, wireless: 801 };

/** The Linux "cooked" header, which replaces the link header. */
function cooked(packet: Packet, type: number, device: number): string | undefined {
  if (device === arphrd.netlink) return 'Netlink';
  if (device === arphrd.radiotap) return 'radiotap';
  if (device === arphrd.wireless) return '802.11';
  if (type === 0x0004) return 'LLC';
  if (type === 0x0001) return 'IPX';
  if (type === 0x0003) return 'Ethernet';
  return layerOfEtherType(packet, type);
}

const readFrameRelay: ReadLayer = (packet, cursor) => {
  const { bytes } = cursor;
  const hasMore = (count: number): boolean => has(packet, cursor, count, 'Frame Relay');
  let isAddress = true;
  while (isAddress) {
    if (!hasMore(1)) return undefined;
    isAddress = (bytes.readUInt8(cursor.at) & 1) === 0;
    cursor.at += 1;
  }
  if (!hasMore(2)) return undefined;
  if (bytes.readUInt8(cursor.at) !== 0x03) return typeAt(packet, cursor, 'Frame Relay', 0);
  cursor.at += bytes.readUInt8(cursor.at + 1) === 0 ? 2 : 1;
  if (!hasMore(1)) return undefined;
  const protocol = bytes.readUInt8(cursor.at);
  cursor.at += 1;
  if (protocol === 0xcc) return 'IPv4';
  if (protocol === 0x8e) return 'IPv6';
  if (protocol !== 0x80 || !hasMore(5)) return undefined;
  const [organization, type] = [bytes.readUIntBE(cursor.at, 3), bytes.readUInt16BE(cursor.at + 3)];
  cursor.at += 5;
  if (organization === 0) return layerOfEtherType(packet, type);
  return organization === 0x80c2 ? 'Ethernet' : undefined;
};

const readNflog: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 4, 'NFLOG')) return undefined;
  const { bytes } = cursor;
  cursor.at += 4;
  while (has(packet, cursor, 4, 'NFLOG')) {
    const length = bytes.readUInt16LE(cursor.at);
    if (length < 4) break;
    if (bytes.readUInt16LE(cursor.at + 2) === 9) {
      cursor.end = Math.min(cursor.end, cursor.at + length);
      cursor.at += 4;
      return layerOfIpVersion(packet, cursor);
    }
    cursor.at += Math.ceil(length / 4) * 4;
  }
  return undefined;
};

const readTokenRing: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 14, 'Token Ring')) return undefined;
  const { bytes, at } = cursor;
  if ((bytes.readUInt8(at + 1) & 0xc0) !== 0x40) return undefined;
  const isRouted = (bytes.readUInt8(at + 8) & 0x80) !== 0;
  cursor.at += 14 + (isRouted ? (bytes[at + 14] ?? 0) & 0x1f : 0);
  return 'LLC';
};

const readDocsis: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 6, 'DOCSIS')) return undefined;
  const control = cursor.bytes.readUInt8(cursor.at);
  const extended = (control & 1) === 1 ? cursor.bytes.readUInt8(cursor.at + 1) : 0;
  if (control >> 6 !== 0) return undefined;
  cursor.at += 6 + extended;
  return 'Ethernet';
};

const arcnet = new Map([
  [0xd4, { layer: 'IPv4', header: 3 }],
  [0xd5, { layer: 'ARP', header: 3 }],
  [0xf0, { layer: 'IPv4', header: 0 }],
  [0xf1, { layer: 'ARP', header: 0 }],
]);

/** Source: RFC 1201 and RFC 1051, by the protocol; the fragments of RFC 1201 are not put together. */
const readArcnet: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 5, 'ARCNET')) return undefined;
  const known = arcnet.get(cursor.bytes.readUInt8(cursor.at + 4));
  if (known === undefined) return undefined;
  const isPart = known.header > 0 && (cursor.bytes[cursor.at + 5] ?? 0) !== 0;
  if (isPart) packet.unread ??= 'fragments of ARCNET';
  cursor.at += 5 + known.header;
  return isPart ? undefined : known.layer;
};

/** The header of macOS, which contains its own length and the link type of what follows. */
const readPktap: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 12, 'PKTAP')) return undefined;
  const { bytes, at } = cursor;
  cursor.at += bytes.readUInt32LE(at);
  return layerOfLinkType(packet, bytes.readUInt32LE(at + 8));
};

const juniper = { magic: 0x4d4743, hasExtension: 0x80, hasNoLink: 0x02 };

const readJuniper: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 6, 'Juniper Ethernet')) return undefined;
  const { bytes, at } = cursor;
  const flags = bytes.readUInt8(at + 3);
  if (bytes.readUIntBE(at, 3) !== juniper.magic || (flags & juniper.hasNoLink) !== 0) {
    packet.unread ??= 'Juniper header without a link layer';
    return undefined;
  }
  cursor.at += 4;
  if ((flags & juniper.hasExtension) !== 0) cursor.at += 2 + bytes.readUInt16BE(at + 4);
  return 'Ethernet';
};

/** Removes a header that the recording program added, so it does not count as bytes on the wire. */
function removeAdded(packet: Packet, cursor: Cursor, bytes: number): void {
  cursor.at += bytes;
  packet.length -= bytes;
}

const withDirection =
  (next: string): ReadLayer =>
  (packet, cursor) => {
    if (!has(packet, cursor, 1, `${next} with direction`)) return undefined;
    removeAdded(packet, cursor, 1);
    return next;
  };

const atm = { lane: 1, llc: 2 };

/** Source: LINKTYPE_SUNATM, tcpdump.org/linktypes. */
const readSunAtm: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 4, 'SunATM')) return undefined;
  const kind = cursor.bytes.readUInt8(cursor.at) & 0x0f;
  removeAdded(packet, cursor, 4);
  if (kind === atm.llc) return 'LLC';
  if (kind === atm.lane) {
    cursor.at += 2;
    return 'Ethernet';
  }
  packet.unread ??= 'ATM';
  return undefined;
};

/** Readers of link layers. */
export const linkReaders: Record<string, ReadLayer> = {
  Loopback: readLoopback,
  'Raw IP': layerOfIpVersion,
  'Token Ring': readTokenRing,
  FDDI: skipTo('FDDI', 13, 'LLC'),
  'Cisco HDLC': (packet, cursor) => typeAt(packet, cursor, 'Cisco HDLC', 2),
  'Frame Relay': readFrameRelay,
  ENC: (packet, cursor) => {
    if (!has(packet, cursor, 12, 'ENC')) return undefined;
    cursor.at += 12;
    return layerOfIpVersion(packet, cursor);
  },
  'Linux cooked': (packet, cursor) => {
    if (!has(packet, cursor, 16, 'Linux cooked')) return undefined;
    const { bytes, at } = cursor;
    cursor.at += 16;
    return cooked(packet, bytes.readUInt16BE(at + 14), bytes.readUInt16BE(at + 2));
  },
  'Linux cooked 2': (packet, cursor) => {
    if (!has(packet, cursor, 20, 'Linux cooked 2')) return undefined;
    const { bytes, at } = cursor;
    cursor.at += 20;
    return cooked(packet, bytes.readUInt16BE(at), bytes.readUInt16BE(at + 8));
  },
  PFLOG: (packet, cursor) => {
    if (!has(packet, cursor, 4, 'PFLOG')) return undefined;
    cursor.at += Math.ceil(cursor.bytes.readUInt8(cursor.at) / 4) * 4;
    return layerOfIpVersion(packet, cursor);
  },
  'IP over FireWire': (packet, cursor) => typeAt(packet, cursor, 'IP over FireWire', 16),
  DOCSIS: readDocsis,
  'PPP with direction': withDirection('PPP'),
  'Cisco HDLC with direction': withDirection('Cisco HDLC'),
  'Frame Relay with direction': withDirection('Frame Relay'),
  NFLOG: readNflog,
  SunATM: readSunAtm,
  ARCNET: readArcnet,
  PKTAP: readPktap,
  'Juniper Ethernet': readJuniper,
  'IP over InfiniBand': (packet, cursor) => {
    const layer = typeAt(packet, cursor, 'IP over InfiniBand', 40);
    cursor.at += 2;
    return layer;
  },
  netANALYZER: skipTo('netANALYZER', 4, 'Ethernet'),
};
