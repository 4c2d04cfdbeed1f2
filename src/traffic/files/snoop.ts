import type { OnFrame, SnoopLayout } from './frame.ts';
import { longestFrame } from './frame.ts';
import type { Input, Parser } from './parse-stream.ts';
import { takeRest } from './parse-stream.ts';

/** "snoop" and three zeros. */
const magic = 0x736e6f6f;
const secondMagic = 0x70000000;
const version = 2;
const headerBytes = 16;
const recordBytes = 24;
/** Maximum record size. Padding follows each packet. */
const longestRecord = longestFrame + 65_536;

/** Link types (LINKTYPE_ values) by the file's "datalink type". */
const linkTypes = new Map([
  [0, 1],
  [2, 6],
  [4, 1],
  [8, 10],
]);
const unknownLinkType = 0xffff;

/** True for the first bytes of a file of the Solaris program snoop. */
export const isSnoop = (first: number): boolean => first === magic;

/**
 * Reads the header of a snoop file. Returns a description of damage as a string, and nothing for another
 * format. Source: RFC 1761.
 */
export function* readSnoopHeader(input: Input): Parser<SnoopLayout | string | undefined> {
  if (input.left < headerBytes && !(yield headerBytes)) {
    takeRest(input);
    return 'it ends within its header';
  }
  const { bytes, at } = input;
  if (bytes.readUInt32BE(at + 4) !== secondMagic) return undefined;
  const found = bytes.readUInt32BE(at + 8);
  if (found !== version) return `it has version ${found} of the snoop format, which is not read`;
  input.at += headerBytes;
  return { linkType: linkTypes.get(bytes.readUInt32BE(at + 12)) ?? unknownLinkType };
}

/** Reads the records of a snoop file. Returns a description of damage, if any. */
export function* readSnoopRecords(
  input: Input,
  layout: SnoopLayout & { format: 'snoop' },
  onFrame: OnFrame,
): Parser<string | undefined> {
  const { linkType } = layout;
  for (;;) {
    if (input.left < recordBytes && !(yield recordBytes)) {
      if (input.left === 0) return undefined;
      takeRest(input);
      return 'it ends within the header of a packet';
    }
    const { bytes, at, offset } = input;
    const length = bytes.readUInt32BE(at);
    const kept = bytes.readUInt32BE(at + 4);
    const total = bytes.readUInt32BE(at + 8);
    const seconds = bytes.readUInt32BE(at + 16);
    const microseconds = bytes.readUInt32BE(at + 20);
    if (kept > longestFrame) return `a packet claims ${kept} bytes`;
    if (total < recordBytes + kept || total > longestRecord) {
      return `a record claims ${total} bytes`;
    }
    if (input.left < total && !(yield total)) {
      takeRest(input);
      return 'it ends within a packet';
    }
    const begin = input.at + recordBytes;
    input.at += total;
    onFrame({
      time: microseconds < 1e6 ? seconds * 1e6 + microseconds : Number.NaN,
      length,
      data: input.bytes.subarray(begin, begin + kept),
      linkType,
      offset,
      layout,
    });
  }
}
