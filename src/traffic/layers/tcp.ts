import type { ReadLayer } from './packet.ts';
import { has } from './packet.ts';

export const tcpFlag = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10, urg: 0x20 };

/** Source: RFC 9293. */
export const readTcp: ReadLayer = (packet, cursor) => {
  const { bytes, at } = cursor;
  if (!has(packet, cursor, 4, 'TCP')) return undefined;
  packet.transport = 'TCP';
  packet.sourcePort = bytes.readUInt16BE(at);
  packet.destinationPort = bytes.readUInt16BE(at + 2);
  if (!has(packet, cursor, 16, 'TCP')) return undefined;
  const headerLength = (bytes.readUInt8(at + 12) >> 4) * 4;
  const hasFlags = headerLength >= 20;
  // In a header that is longer than its packet, only the fixed fields are read.
  const isValid = hasFlags && at + headerLength <= cursor.end;
  packet.tcp = {
    sequence: bytes.readUInt32BE(at + 4),
    acknowledgment: bytes.readUInt32BE(at + 8),
    flags: hasFlags ? bytes.readUInt8(at + 13) : 0,
    window: bytes.readUInt16BE(at + 14),
    dataLength: isValid ? cursor.end - at - headerLength : 0,
  };
  if (!isValid) return undefined;
  const end = Math.min(at + headerLength, bytes.length);
  packet.payloadStart = end;
  packet.payloadEnd = Math.min(cursor.end, bytes.length);
  return undefined;
};
