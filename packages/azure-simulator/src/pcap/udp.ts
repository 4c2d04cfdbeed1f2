import { internetChecksum } from './checksum.ts';
import { IP_PROTOCOL, pseudoHeader } from './ipv4.ts';

/** A UDP datagram. */
export function udpDatagram(
  header: {
    readonly source: string;
    readonly destination: string;
    readonly sourcePort: number;
    readonly destinationPort: number;
  },
  payload: Buffer,
): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(header.sourcePort, 0);
  head.writeUInt16BE(header.destinationPort, 2);
  head.writeUInt16BE(8 + payload.length, 4);
  const datagram = Buffer.concat([head, payload]);
  const pseudo = pseudoHeader(header.source, header.destination, IP_PROTOCOL.udp, datagram.length);
  // A checksum of 0 is sent as all ones, since 0 means "no checksum" (RFC 768).
  datagram.writeUInt16BE(internetChecksum(pseudo, datagram) || 0xffff, 6);
  return datagram;
}
