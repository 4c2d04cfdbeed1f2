import { internetChecksum } from './checksum.ts';
import { IP_PROTOCOL, pseudoHeader } from './ipv4.ts';

/** TCP control bits (RFC 9293). */
export const TCP_FLAG = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const;

/** Maximum segment size on a link with an MTU of 1500. */
export const MAXIMUM_SEGMENT_SIZE = 1460;

// The SYN options of a modern stack: MSS 1460, SACK permitted, no-op, window scale 7.
const SYN_OPTIONS = Buffer.from([2, 4, 0x05, 0xb4, 4, 2, 1, 3, 3, 7, 1, 1]);

/** A TCP segment. A SYN contains the usual options. */
export function tcpSegment(
  header: {
    readonly source: string;
    readonly destination: string;
    readonly sourcePort: number;
    readonly destinationPort: number;
    readonly sequence: number;
    readonly acknowledgment: number;
    readonly flags: number;
    readonly window: number;
  },
  payload: Buffer,
): Buffer {
  const options = header.flags & TCP_FLAG.syn ? SYN_OPTIONS : Buffer.alloc(0);
  const head = Buffer.alloc(20);
  head.writeUInt16BE(header.sourcePort, 0);
  head.writeUInt16BE(header.destinationPort, 2);
  head.writeUInt32BE(header.sequence >>> 0, 4);
  head.writeUInt32BE(header.acknowledgment >>> 0, 8);
  head.writeUInt8(((20 + options.length) / 4) << 4, 12);
  head.writeUInt8(header.flags, 13);
  head.writeUInt16BE(header.window, 14);
  const segment = Buffer.concat([head, options, payload]);
  const pseudo = pseudoHeader(header.source, header.destination, IP_PROTOCOL.tcp, segment.length);
  segment.writeUInt16BE(internetChecksum(pseudo, segment), 16);
  return segment;
}
