import type { FileLayout, OnFrame, PcapLayout } from './frame.ts';
import { longestFrame } from './frame.ts';
import type { Input, Parser } from './parse-stream.ts';
import { takeRest } from './parse-stream.ts';
import { bigWord, littleWord } from './words.ts';

/**
 * Byte order and time unit by the first four bytes of a file, most significant byte first.
 * Kuznetzov's variant ("modified") has more fields in each record header.
 */
const magics = new Map([
  [0xa1b2c3d4, { isLittle: false, perMicrosecond: 1, recordBytes: [16, 24, 20] }],
  [0xd4c3b2a1, { isLittle: true, perMicrosecond: 1, recordBytes: [16, 24, 20] }],
  [0xa1b23c4d, { isLittle: false, perMicrosecond: 1000, recordBytes: [16] }],
  [0x4d3cb2a1, { isLittle: true, perMicrosecond: 1000, recordBytes: [16] }],
  [0xa1b2cd34, { isLittle: false, perMicrosecond: 1, recordBytes: [24, 28, 16] }],
  [0x34cdb2a1, { isLittle: true, perMicrosecond: 1, recordBytes: [24, 28, 16] }],
]);

/** True for the first bytes of a classic pcap file. */
export const isPcap = (magic: number): boolean => magics.has(magic);

const headerBytes = 24;
/** Number of bytes used to detect the variant. */
const sampleBytes = 4096;

/** Reads the header of a pcap file. Returns a description of damage as a string. */
export function* readPcapHeader(input: Input, magic: number): Parser<PcapLayout | string> {
  const { isLittle, perMicrosecond, recordBytes } = magics.get(magic) ?? {
    isLittle: true,
    perMicrosecond: 1,
    recordBytes: [16],
  };
  if (input.left < headerBytes && !(yield headerBytes)) {
    takeRest(input);
    return 'it ends within its header';
  }
  const { bytes, at } = input;
  const [versionAt, linkTypeAt] = [at + 6, at + 20];
  const minor = isLittle ? bytes.readUInt16LE(versionAt) : bytes.readUInt16BE(versionAt);
  // The upper bits describe a checksum after each frame.
  const linkType =
    (isLittle ? bytes.readUInt32LE(linkTypeAt) : bytes.readUInt32BE(linkTypeAt)) & 0xffff;
  input.at += headerBytes;
  if (recordBytes.length > 1 && input.left < sampleBytes) yield sampleBytes;
  const layout: PcapLayout = {
    isLittle,
    perMicrosecond,
    recordBytes: 16,
    isSwapped: minor < 3 || minor === 543,
    linkType,
  };
  const [usual = 16, ...others] = recordBytes;
  if (isPlausible(input, { ...layout, recordBytes: usual }, 0))
    return { ...layout, recordBytes: usual };
  // The first packet of a damaged file fits other headers too.
  const fits = others.find((length) => isPlausible(input, { ...layout, recordBytes: length }, 2));
  return { ...layout, recordBytes: fits ?? usual };
}

/** True when the first records, and at least this many, are plausible with this header size. */
function isPlausible(input: Input, layout: PcapLayout, fewest: number): boolean {
  const { bytes } = input;
  const { isLittle, recordBytes, isSwapped } = layout;
  const word = isLittle ? littleWord : bigWord;
  let { at } = input;
  for (let record = 0; record < 8; record++) {
    if (at + recordBytes > bytes.length) return record >= fewest;
    const [kept, length] = isSwapped
      ? [word(bytes, at + 12), word(bytes, at + 8)]
      : [word(bytes, at + 8), word(bytes, at + 12)];
    if (word(bytes, at + 4) >= 1e6 || kept > longestFrame || length > longestFrame) return false;
    if (kept > length && layout.recordBytes !== 16) return false;
    at += recordBytes + kept;
  }
  return true;
}

/**
 * Reads the records of a pcap file. Returns a description of damage, if any.
 * Source: draft-ietf-opsawg-pcap.
 */
export function* readPcapRecords(
  input: Input,
  layout: PcapLayout & { format: 'pcap' },
  onFrame: OnFrame,
): Parser<string | undefined> {
  const { isLittle, perMicrosecond, recordBytes, isSwapped, linkType } = layout;
  const perSecond = perMicrosecond * 1e6;
  const shared: FileLayout = layout;
  const word = isLittle ? littleWord : bigWord;
  for (;;) {
    if (input.left < recordBytes && !(yield recordBytes)) {
      if (input.left === 0) return undefined;
      takeRest(input);
      return 'it ends within the header of a packet';
    }
    const { bytes, at, offset } = input;
    const seconds = word(bytes, at);
    const fraction = word(bytes, at + 4);
    const first = word(bytes, at + 8);
    const second = word(bytes, at + 12);
    const kept = isSwapped ? second : first;
    const length = isSwapped ? first : second;
    if (kept > longestFrame) return `a packet claims ${kept} bytes`;
    const total = recordBytes + kept;
    if (input.left < total && !(yield total)) {
      takeRest(input);
      return 'it ends within a packet';
    }
    const begin = input.at + recordBytes;
    input.at += total;
    onFrame({
      time: fraction < perSecond ? seconds * 1e6 + fraction / perMicrosecond : Number.NaN,
      length,
      data: input.bytes.subarray(begin, begin + kept),
      linkType,
      offset,
      layout: shared,
    });
  }
}
