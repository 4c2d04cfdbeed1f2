import { inflate } from '../files/inflate.ts';
import { layerOfProtocol } from './ip-protocols.ts';
import type { ReadLayer } from './packet.ts';
import { has } from './packet.ts';

/** Numbers of other methods. Most captures have a negotiated number, so DEFLATE is tried for the rest. */
const otherMethods = new Set([1, 3, 4]);
const longestDatagram = 65_535;

/** Compressed IP payload. Source: RFC 3173, and RFC 2394 for DEFLATE. */
export const readIpComp: ReadLayer = (packet, cursor) => {
  if (!has(packet, cursor, 4, 'IPComp')) return undefined;
  const { bytes, at, end } = cursor;
  const next = bytes.readUInt8(at);
  const method = bytes.readUInt16BE(at + 2);
  const isWhole = end <= bytes.length && packet.reassembledFrom === undefined;
  const content =
    isWhole && !otherMethods.has(method)
      ? inflate(bytes.subarray(at + 4, end), longestDatagram)
      : undefined;
  if (content === undefined) {
    packet.unread ??= 'IPComp';
    return undefined;
  }
  packet.reassembledFrom = packet.layers.length;
  packet.bytes = cursor.bytes = content;
  cursor.at = 0;
  cursor.end = content.length;
  return layerOfProtocol(next);
};
