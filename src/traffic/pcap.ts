import type { OnFrame } from './frame.ts';
import { longestFrame } from './frame.ts';
import type { Parser } from './parse-stream.ts';

/** How numbers and times are written, by the first four bytes of a pcap file, most significant first. */
const formats = new Map([
  [0xa1b2c3d4, { isLittle: false, perMicrosecond: 1 }],
  [0xd4c3b2a1, { isLittle: true, perMicrosecond: 1 }],
  [0xa1b23c4d, { isLittle: false, perMicrosecond: 1000 }],
  [0x4d3cb2a1, { isLittle: true, perMicrosecond: 1000 }],
]);

/** Whether a file that begins so is in the classic pcap format. */
export const isPcap = (magic: number): boolean => formats.has(magic);

/**
 * Reads a pcap file from behind its first four bytes; returns what is wrong with it, if anything is.
 * Source: draft-ietf-opsawg-pcap.
 */
export function* parsePcap(magic: number, onFrame: OnFrame): Parser<string | undefined> {
  const { isLittle, perMicrosecond } = formats.get(magic) ?? { isLittle: true, perMicrosecond: 1 };
  const word = (bytes: Buffer, at: number): number =>
    isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);

  const header = yield 20;
  if (header.length < 20) return 'it ends within its header';
  // The upper bits tell of a checksum behind each frame.
  const linkType = word(header, 16) & 0xffff;
  for (;;) {
    const record = yield 16;
    if (record.length === 0) return undefined;
    if (record.length < 16) return 'it ends within the header of a packet';
    const time = word(record, 0) * 1e6 + word(record, 4) / perMicrosecond;
    const kept = word(record, 8);
    const length = word(record, 12);
    if (kept > longestFrame) return `a packet claims ${kept} bytes`;
    const data = yield kept;
    if (data.length < kept) return 'it ends within a packet';
    onFrame({ time, length, data, linkType });
  }
}
