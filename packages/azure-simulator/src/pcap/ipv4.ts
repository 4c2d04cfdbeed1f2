import { internetChecksum } from './checksum.ts';

/** Protocol numbers (IANA). */
export const IP_PROTOCOL = { icmp: 1, tcp: 6, udp: 17 } as const;

/** `10.0.0.4` as four bytes. */
export function ipv4Bytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

/** An IPv4 packet without options and with "don't fragment" set. */
export function ipv4Packet(
  header: {
    readonly source: string;
    readonly destination: string;
    readonly protocol: number;
    readonly identification: number;
    readonly timeToLive: number;
  },
  payload: Buffer,
): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt8(0x45, 0);
  head.writeUInt16BE(20 + payload.length, 2);
  head.writeUInt16BE(header.identification & 0xffff, 4);
  head.writeUInt16BE(0x4000, 6);
  head.writeUInt8(header.timeToLive, 8);
  head.writeUInt8(header.protocol, 9);
  ipv4Bytes(header.source).copy(head, 12);
  ipv4Bytes(header.destination).copy(head, 16);
  head.writeUInt16BE(internetChecksum(head), 10);
  return Buffer.concat([head, payload]);
}

/** The pseudo header that UDP and TCP checksums include (RFC 768, RFC 9293). */
export function pseudoHeader(
  source: string,
  destination: string,
  protocol: number,
  length: number,
): Buffer {
  const tail = Buffer.alloc(4);
  tail.writeUInt8(protocol, 1);
  tail.writeUInt16BE(length, 2);
  return Buffer.concat([ipv4Bytes(source), ipv4Bytes(destination), tail]);
}
