import type { NetmonLayout, OnFrame } from './frame.ts';
import { longestFrame } from './frame.ts';
import type { Input, Parser } from './parse-stream.ts';
import { takeRest } from './parse-stream.ts';

/** First bytes of a Network Monitor file: `GMBU` for version 2, `RTSS` for version 1. */
const magics = new Map<number, 1 | 2>([
  [0x474d4255, 2],
  [0x52545353, 1],
]);

/** True for the first bytes of a Microsoft Network Monitor file. */
export const isNetmon = (magic: number): boolean => magics.has(magic);

const headerBytes = 128;
/** Header positions of the offsets of the tables that follow the frames. */
const tableOffsets = [24, 32, 40, 48, 56, 64];

/** Link types (LINKTYPE_ values) by the file's "MAC type". */
const linkTypes = new Map([
  [1, 1],
  [2, 6],
  [3, 10],
  [6, 105],
  [8, 101],
]);
/** MAC types from here on are LINKTYPE_ values. */
const pcapMacTypes = 0xe000;
const unknownLinkType = 0xffff;

/** Bytes after each frame in versions 2.0 to 2.3, by minor version. The first two are the frame's MAC type. */
const trailerBytes = [0, 2, 4, 13];

/** Reads the header of a Network Monitor file. Source: Microsoft, CAPTUREFILE_HEADER_VALUES. */
export function* readNetmonHeader(input: Input, magic: number): Parser<NetmonLayout | string> {
  if (input.left < headerBytes && !(yield headerBytes)) {
    takeRest(input);
    return 'it ends within its header';
  }
  const { bytes, at } = input;
  const half = (position: number): number => bytes.readUInt16LE(at + position);
  const tables = tableOffsets
    .map((position) => bytes.readUInt32LE(at + position))
    .filter((offset) => offset > 0);
  const [end = Infinity] = tables.sort((one, other) => one - other);
  if (end < headerBytes) {
    return 'its frames stand behind its tables, which is not read; convert it with editcap';
  }
  // The header has the machine's local time without its UTC offset.
  const startTime =
    Date.UTC(half(8), half(10) - 1, half(14), half(16), half(18), half(20), half(22)) * 1000;
  input.at += headerBytes;
  return {
    version: magics.get(magic) ?? 2,
    minor: bytes.readUInt8(at + 4),
    linkType: linkTypeOf(half(6)),
    startTime,
    end: Math.min(end, Number.MAX_SAFE_INTEGER),
  };
}

const linkTypeOf = (macType: number): number =>
  macType >= pcapMacTypes ? macType - pcapMacTypes : (linkTypes.get(macType) ?? unknownLinkType);

/** Reads the frames of a Network Monitor file. Returns a description of damage, if any. */
export function* readNetmonFrames(
  input: Input,
  layout: NetmonLayout & { format: 'netmon' },
  onFrame: OnFrame,
): Parser<string | undefined> {
  const headBytes = layout.version === 2 ? 16 : 8;
  const trailer = layout.version === 2 ? (trailerBytes[Math.min(layout.minor, 3)] ?? 0) : 0;
  while (input.offset + headBytes <= layout.end) {
    if (input.left < headBytes && !(yield headBytes)) {
      takeRest(input);
      return 'it ends before its table of frames';
    }
    const { bytes, at, offset } = input;
    const wide = layout.version === 2;
    const elapsed = wide ? Number(bytes.readBigUInt64LE(at)) : bytes.readUInt32LE(at) * 1000;
    const length = wide ? bytes.readUInt32LE(at + 8) : bytes.readUInt16LE(at + 4);
    const kept = wide ? bytes.readUInt32LE(at + 12) : bytes.readUInt16LE(at + 6);
    if (kept > longestFrame) return `a packet claims ${kept} bytes`;
    const total = headBytes + kept + trailer;
    if (input.left < total && !(yield total)) {
      takeRest(input);
      return 'it ends within a packet';
    }
    const begin = input.at + headBytes;
    const ownType = trailer >= 2 ? input.bytes.readUInt16LE(begin + kept) : undefined;
    input.at += total;
    onFrame({
      time: layout.startTime + elapsed,
      length,
      data: input.bytes.subarray(begin, begin + kept),
      linkType: ownType === undefined ? layout.linkType : linkTypeOf(ownType),
      offset,
      layout,
    });
  }
  return undefined;
}
