import type { Fragments } from './fragments.ts';
import { ipv4AddressAt } from './ipv4-address.ts';
import { readIpv4Options } from './ipv4-options.ts';
import { layerOfProtocol } from './ip-protocols.ts';
import type { Cursor, Packet, ReadLayer } from './packet.ts';
import { has } from './packet.ts';

/** Readers of IP, which reassemble fragments with earlier ones. */
export const ipReaders = (fragments: Fragments): Record<string, ReadLayer> => ({
  IPv4: (packet, cursor) => readIpv4(packet, cursor, fragments),
  IPv6: (packet, cursor) => readIpv6(packet, cursor, fragments),
  AH: readAuthentication,
});

/** Source: RFC 791. */
function readIpv4(packet: Packet, cursor: Cursor, fragments: Fragments): string | undefined {
  if (!has(packet, cursor, 20, 'IPv4')) return undefined;
  const { bytes, at } = cursor;
  const version = bytes.readUInt8(at) >> 4;
  if (version === 6) return 'IPv6';
  if (version !== 4) {
    packet.unread ??= `IP version ${version}`;
    return undefined;
  }
  const headerLength = (bytes.readUInt8(at) & 0x0f) * 4;
  // With LSO the network card splits segments after the capture, so their length is not known here.
  const total = bytes.readUInt16BE(at + 2) || cursor.end - at;
  packet.source = ipv4AddressAt(bytes, at + 12);
  packet.destination = ipv4AddressAt(bytes, at + 16);
  if (headerLength < 20 || total <= headerLength) return undefined;
  if (!has(packet, cursor, headerLength, 'IPv4')) return undefined;
  if (headerLength > 20) {
    const { isDamaged, endOfRoute } = readIpv4Options(bytes, at + 20, at + headerLength);
    if (isDamaged) {
      packet.unread ??= 'IPv4 with damaged options';
      return undefined;
    }
    packet.destination = endOfRoute ?? packet.destination;
  }
  const protocol = bytes.readUInt8(at + 9);
  const part = bytes.readUInt16BE(at + 6);
  const claimedEnd = at + total;
  cursor.end = Math.min(cursor.end, claimedEnd);
  cursor.at = at + headerLength;
  const next = layerOfProtocol(protocol);
  const [offset, isLast] = [(part & 0x1fff) * 8, (part & 0x2000) === 0];
  if (offset === 0 && isLast) return next;
  const key = `${packet.source}${packet.destination}${protocol} ${bytes.readUInt16BE(at + 4)}`;
  return readFragment(packet, cursor, { fragments, key, offset, isLast, claimedEnd, next });
}

/** Extension headers between an IPv6 header and its payload. Their first byte names the next header. */
const extension = { hopByHop: 0, routing: 43, fragment: 44, destination: 60, mobility: 135 };
const extensions = new Set([...Object.values(extension), 139, 140]);

/** Source: RFC 8200. */
function readIpv6(packet: Packet, cursor: Cursor, fragments: Fragments): string | undefined {
  if (!has(packet, cursor, 40, 'IPv6')) return undefined;
  const { bytes, at } = cursor;
  const version = bytes.readUInt8(at) >> 4;
  if (version !== 6) {
    packet.unread ??= `IP version ${version}`;
    return undefined;
  }
  packet.source = bytes.toString('latin1', at + 8, at + 24);
  packet.destination = bytes.toString('latin1', at + 24, at + 40);
  const length = bytes.readUInt16BE(at + 4);
  let next = bytes.readUInt8(at + 6);
  cursor.at = at + 40;
  const claimedEnd = length > 0 ? cursor.at + length : cursor.end;
  if (length > 0) cursor.end = Math.min(cursor.end, cursor.at + length);
  while (extensions.has(next)) {
    if (!has(packet, cursor, 8, 'IPv6')) return undefined;
    const header = next;
    next = bytes.readUInt8(cursor.at);
    if (header === extension.fragment) {
      const part = bytes.readUInt16BE(cursor.at + 2);
      const id = bytes.readUInt32BE(cursor.at + 4);
      cursor.at += 8;
      const [offset, isLast] = [part & 0xfff8, (part & 1) === 0];
      if (offset === 0 && isLast) continue;
      const key = `${packet.source}${packet.destination}${id}`;
      // Extension headers within fragments are not read.
      const layer = extensions.has(next) ? 'IPv6 extension header' : layerOfProtocol(next);
      const fragment = { fragments, key, offset, isLast, claimedEnd, next: layer };
      return readFragment(packet, cursor, fragment);
    }
    cursor.at += (bytes.readUInt8(cursor.at + 1) + 1) * 8;
    if (header === extension.mobility && next === 59) return 'Mobile IPv6';
  }
  return layerOfProtocol(next);
}

/**
 * The payload counts in the packet that completes its datagram, as in Wireshark. A truncated first
 * fragment counts by itself.
 */
function readFragment(
  packet: Packet,
  cursor: Cursor,
  of: {
    fragments: Fragments;
    key: string;
    offset: number;
    isLast: boolean;
    claimedEnd: number;
    next: string;
  },
): string | undefined {
  const { fragments, key, offset, isLast, claimedEnd, next } = of;
  const { bytes, at, end } = cursor;
  if (claimedEnd > bytes.length) return offset === 0 ? next : 'IP fragment';
  const whole = fragments.add({ key, offset, isLast, data: bytes.subarray(at, end) });
  if (whole === undefined) return 'IP fragment';
  packet.reassembledFrom = packet.layers.length;
  packet.bytes = cursor.bytes = whole;
  cursor.at = 0;
  cursor.end = whole.length;
  return next;
}

/** Source: RFC 4302. */
function readAuthentication(packet: Packet, cursor: Cursor): string | undefined {
  if (!has(packet, cursor, 8, 'AH')) return undefined;
  const next = cursor.bytes.readUInt8(cursor.at);
  cursor.at += (cursor.bytes.readUInt8(cursor.at + 1) + 2) * 4;
  return layerOfProtocol(next);
}

/** Source: RFC 826. */
export const readArp: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 28, 'ARP')) return undefined;
  const { bytes, at } = cursor;
  if (bytes.readUInt16BE(at + 2) !== 0x0800 || bytes.readUInt16BE(at + 4) !== 0x0604)
    return undefined;
  const sender = bytes.toString('latin1', at + 14, at + 18);
  packet.arp = { sender, target: bytes.toString('latin1', at + 24, at + 28) };
  return undefined;
};
