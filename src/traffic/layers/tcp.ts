import type { ReadLayer, TcpSegment } from './packet.ts';
import { has } from './packet.ts';

export const tcpFlag = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10, urg: 0x20 };

const option = { end: 0, noOperation: 1, sack: 5 };

/** Source: RFC 9293. */
export const readTcp: ReadLayer = (packet, cursor) => {
  const { bytes, at } = cursor;
  if (!has(packet, cursor, 4, 'TCP')) return undefined;
  packet.transport = 'TCP';
  packet.sourcePort = bytes.readUInt16BE(at);
  packet.destinationPort = bytes.readUInt16BE(at + 2);
  if (!has(packet, cursor, 16, 'TCP')) return undefined;
  const headerLength = (bytes.readUInt8(at + 12) >> 4) * 4;
  // With an impossible length of the header only its fixed fields are read.
  const isValid = headerLength >= 20 && at + headerLength <= cursor.end;
  packet.tcp = {
    sequence: bytes.readUInt32BE(at + 4),
    acknowledgment: bytes.readUInt32BE(at + 8),
    flags: isValid ? bytes.readUInt8(at + 13) : 0,
    window: bytes.readUInt16BE(at + 14),
    dataLength: isValid ? cursor.end - at - headerLength : 0,
  };
  if (!isValid) return undefined;
  const end = Math.min(at + headerLength, bytes.length);
  if (headerLength > 32) readSack(packet.tcp, bytes, at + 20, end);
  packet.payloadStart = end;
  packet.payloadEnd = Math.min(cursor.end, bytes.length);
  return undefined;
};

/** Source: RFC 2018. */
function readSack(segment: TcpSegment, bytes: Buffer, from: number, end: number): void {
  for (let at = from; at + 1 < end;) {
    const kind = bytes[at];
    if (kind === option.end) return;
    if (kind === option.noOperation) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    if (length < 2) return;
    if (kind === option.sack && at + length <= end) {
      segment.sack = [];
      for (let edge = at + 2; edge + 4 <= at + length; edge += 4) {
        segment.sack.push(bytes.readUInt32BE(edge));
      }
      return;
    }
    at += length;
  }
}
