import { internetChecksum } from './checksum.ts';

// The payload of ping: 56 bytes, counting up.
const ECHO_DATA = Buffer.from(Array.from({ length: 56 }, (_, i) => i));

/** An ICMP echo request or reply (RFC 792). */
export function icmpEcho(kind: 'request' | 'reply', identifier: number, sequence: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(kind === 'request' ? 8 : 0, 0);
  head.writeUInt16BE(identifier & 0xffff, 4);
  head.writeUInt16BE(sequence, 6);
  const message = Buffer.concat([head, ECHO_DATA]);
  message.writeUInt16BE(internetChecksum(message), 2);
  return message;
}
