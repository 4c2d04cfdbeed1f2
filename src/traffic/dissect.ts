import type { Frame } from './frame.ts';

/** What a packet is, as far as its headers tell. */
export interface Packet {
  /** Microseconds since 1970, UTC. */
  time: number;
  /** Bytes on the wire. */
  length: number;
  /** Names of its protocols from the outside in, such as `IPv4`, `TCP`. */
  protocols: string[];
  /** Addresses as their bytes, one character each; see {@link formatAddress}. */
  source?: string;
  destination?: string;
  sourcePort?: number;
  destinationPort?: number;
  tcp?: TcpSegment;
  /** What of a UDP datagram was kept. */
  datagram?: Buffer;
}

/** The fields of a TCP header that tell how a connection fares. */
export interface TcpSegment {
  sequence: number;
  acknowledgment: number;
  flags: number;
  window: number;
  /** Bytes of data, kept or not. */
  dataLength: number;
}

const etherType = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd, vlan: [0x8100, 0x88a8] };

/** Reads the headers of a frame; what cannot be read is left out. */
export function dissect({ time, length, data, linkType }: Frame): Packet {
  const packet: Packet = { time, length, protocols: [] };
  const payload = networkLayer(data, linkType);
  switch (payload?.type) {
    case etherType.ipv4:
      dissectIpv4(packet, payload.bytes);
      break;
    case etherType.ipv6:
      dissectIpv6(packet, payload.bytes);
      break;
    case etherType.arp:
      packet.protocols.push('ARP');
      break;
    default:
      packet.protocols.push('other');
  }
  return packet;
}

/** The network layer's packet and its EtherType. Source: tcpdump.org/linktypes.html. */
function networkLayer(data: Buffer, linkType: number): { type: number; bytes: Buffer } | undefined {
  switch (linkType) {
    case 0: // BSD loopback
    case 108:
      return byVersion(data.subarray(4));
    case 1: // Ethernet
      return ethernet(data, 12);
    case 12: // raw IP
    case 14:
    case 101:
    case 228:
    case 229:
      return byVersion(data);
    case 113: // Linux cooked
      return ethernet(data, 14);
    case 276: // Linux cooked, version 2
      return data.length < 20
        ? undefined
        : { type: data.readUInt16BE(0), bytes: data.subarray(20) };
    default:
      return undefined;
  }
}

function ethernet(data: Buffer, at: number): { type: number; bytes: Buffer } | undefined {
  let position = at;
  while (position + 2 <= data.length && etherType.vlan.includes(data.readUInt16BE(position))) {
    position += 4;
  }
  if (position + 2 > data.length) return undefined;
  return { type: data.readUInt16BE(position), bytes: data.subarray(position + 2) };
}

function byVersion(bytes: Buffer): { type: number; bytes: Buffer } | undefined {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4) return { type: etherType.ipv4, bytes };
  return version === 6 ? { type: etherType.ipv6, bytes } : undefined;
}

function dissectIpv4(packet: Packet, bytes: Buffer): void {
  packet.protocols.push('IPv4');
  if (bytes.length < 20) return;
  const headerLength = (bytes.readUInt8(0) & 0x0f) * 4;
  // The card cuts segments later than they are captured; their length is not known yet then.
  const total = bytes.readUInt16BE(2) || bytes.length;
  packet.source = bytes.toString('latin1', 12, 16);
  packet.destination = bytes.toString('latin1', 16, 20);
  if (headerLength < 20 || total < headerLength) return;
  const isLaterFragment = (bytes.readUInt16BE(6) & 0x1fff) !== 0;
  const protocol = bytes.readUInt8(9);
  const payload = bytes.subarray(headerLength, Math.max(headerLength, total));
  dissectTransport(packet, protocol, { payload, length: total - headerLength, isLaterFragment });
}

/** Headers that may stand between an IPv6 header and its payload; their first byte names the next. */
const extensions = { hopByHop: 0, routing: 43, fragment: 44, authentication: 51, destination: 60 };
const extensionNumbers = new Set(Object.values(extensions));

function dissectIpv6(packet: Packet, bytes: Buffer): void {
  packet.protocols.push('IPv6');
  if (bytes.length < 40) return;
  packet.source = bytes.toString('latin1', 8, 24);
  packet.destination = bytes.toString('latin1', 24, 40);
  const total = 40 + (bytes.readUInt16BE(4) || bytes.length - 40);
  let next = bytes.readUInt8(6);
  let at = 40;
  let isLaterFragment = false;
  while (extensionNumbers.has(next)) {
    if (at + 8 > Math.min(total, bytes.length)) return;
    const header = next;
    next = bytes.readUInt8(at);
    const units = bytes.readUInt8(at + 1);
    if (header === extensions.fragment) {
      isLaterFragment ||= bytes.readUInt16BE(at + 2) >> 3 !== 0;
      at += 8;
    } else {
      at += header === extensions.authentication ? (units + 2) * 4 : (units + 1) * 8;
    }
  }
  if (at > total) return;
  const payload = bytes.subarray(at, total);
  dissectTransport(packet, next, { payload, length: total - at, isLaterFragment });
}

/** Source: IANA, Assigned Internet Protocol Numbers. */
const protocolNames = new Map([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [6, 'TCP'],
  [17, 'UDP'],
  [47, 'GRE'],
  [50, 'ESP'],
  [58, 'ICMPv6'],
  [132, 'SCTP'],
]);

interface Transport {
  /** As much of it as was kept. */
  payload: Buffer;
  /** Its length on the wire. */
  length: number;
  isLaterFragment: boolean;
}

function dissectTransport(packet: Packet, protocol: number, transport: Transport): void {
  packet.protocols.push(protocolNames.get(protocol) ?? `IP protocol ${protocol}`);
  const { payload, length, isLaterFragment } = transport;
  if (isLaterFragment || payload.length < 4) return;
  if (protocol !== 6 && protocol !== 17) return;
  packet.sourcePort = payload.readUInt16BE(0);
  packet.destinationPort = payload.readUInt16BE(2);
  if (protocol === 17) {
    packet.datagram = payload.subarray(8);
  } else if (payload.length >= 16) {
    const headerLength = (payload.readUInt8(12) >> 4) * 4;
    if (headerLength < 20 || headerLength > length) return;
    packet.tcp = {
      sequence: payload.readUInt32BE(4),
      acknowledgment: payload.readUInt32BE(8),
      flags: payload.readUInt8(13),
      window: payload.readUInt16BE(14),
      dataLength: length - headerLength,
    };
  }
}
