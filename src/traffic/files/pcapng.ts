import type { FileLayout, Frame, OnFrame, PcapngInterface, PcapngLayout } from './frame.ts';
import { longestFrame } from './frame.ts';
import type { Input, Parser } from './parse-stream.ts';
import { skip, takeRest } from './parse-stream.ts';
import { bigWord, littleWord } from './words.ts';

/** Type of the block that starts each section of a pcapng file. It is the same in both byte orders. */
export const sectionHeader = 0x0a0d0d0a;

const byteOrderMagic = 0x1a2b3c4d;
const blocks = { interface: 1, packet: 2, simplePacket: 3, enhancedPacket: 6 };
const readBlocks = new Set(Object.values(blocks));
const options = { end: 0, timeResolution: 9, timeOffset: 14 };

/** Maximum block size. A packet block has fields before the packet and options after it. */
const longestBlock = longestFrame + 65_536;
const mostInterfaces = 4096;

/** The layout before the first section header. */
export const beforeSection: PcapngLayout & { format: 'pcapng' } = {
  format: 'pcapng',
  isLittle: true,
  interfaces: [],
};

/**
 * Reads the blocks of a pcapng file. Returns a description of damage, if any.
 * Source: draft-ietf-opsawg-pcapng.
 */
export function* readPcapngBlocks(
  input: Input,
  start: PcapngLayout & { format: 'pcapng' },
  onFrame: OnFrame,
): Parser<string | undefined> {
  let layout = start;
  for (;;) {
    if (input.left < 12 && !(yield 12)) {
      if (input.left === 0) return undefined;
      takeRest(input);
      return 'it ends within the header of a block';
    }
    const isSection = input.bytes.readUInt32LE(input.at) === sectionHeader;
    if (isSection) {
      const order = byteOrder(input.bytes, input.at + 8);
      if (order === undefined) return 'a section has no byte order';
      const isLittle = order === 'little';
      if (input.left < 16 && !(yield 16)) {
        takeRest(input);
        return 'it ends within the header of a section';
      }
      const major = (isLittle ? littleHalf : bigHalf)(input.bytes, input.at + 12);
      if (major !== 1) return `a section has version ${major} of the format, which is not known`;
      layout = { format: 'pcapng', isLittle, interfaces: [] };
    }
    const word = layout.isLittle ? littleWord : bigWord;
    const type = word(input.bytes, input.at);
    const total = word(input.bytes, input.at + 4);
    if (total < (isSection ? 28 : 12) || total % 4 !== 0) return `a block claims ${total} bytes`;

    if (isSection || !readBlocks.has(type)) {
      if (!(yield* skip(input, total - 4))) return 'it ends within a block';
      if (input.left < 4 && !(yield 4)) {
        takeRest(input);
        return 'it ends within a block';
      }
      if (word(input.bytes, input.at) !== total) return 'a block has two lengths';
      input.at += 4;
      continue;
    }
    if (total > longestBlock) return `a block claims ${total} bytes`;
    if (input.left < total && !(yield total)) {
      takeRest(input);
      return 'it ends within a block';
    }
    const { bytes, at } = input;
    if (word(bytes, at + total - 4) !== total) return 'a block has two lengths';
    const body = bytes.subarray(at + 8, at + total - 4);
    if (type === blocks.interface) {
      const found = readInterface(body, layout);
      if (typeof found === 'string') return found;
      layout = { ...layout, interfaces: [...layout.interfaces, found] };
    } else {
      const frame =
        type === blocks.simplePacket
          ? readSimple(body, layout, input.offset)
          : readPacket(type, body, layout, input.offset);
      if (typeof frame === 'string') return frame;
      onFrame(frame);
    }
    input.at += total;
  }
}

const littleHalf = (bytes: Buffer, at: number): number => bytes.readUInt16LE(at);
const bigHalf = (bytes: Buffer, at: number): number => bytes.readUInt16BE(at);

function byteOrder(bytes: Buffer, at: number): 'little' | 'big' | undefined {
  if (bytes.readUInt32LE(at) === byteOrderMagic) return 'little';
  return bytes.readUInt32BE(at) === byteOrderMagic ? 'big' : undefined;
}

function readInterface(body: Buffer, layout: PcapngLayout): PcapngInterface | string {
  if (body.length < 8) return 'an interface has no fields';
  if (layout.interfaces.length >= mostInterfaces) return 'it has too many interfaces';
  const [half, word] = layout.isLittle ? [littleHalf, littleWord] : [bigHalf, bigWord];
  const found: PcapngInterface = {
    linkType: half(body, 0),
    snapLength: word(body, 4),
    ticksPerMicrosecond: 1,
    timeOffset: 0,
  };
  for (let at = 8; at + 4 <= body.length;) {
    const code = half(body, at);
    const length = half(body, at + 2);
    const value = at + 4;
    at = value + Math.ceil(length / 4) * 4;
    if (code === options.end || at > body.length) break;
    if (code === options.timeResolution && length === 1) {
      const resolution = body.readUInt8(value);
      const perSecond = resolution < 0x80 ? 10 ** resolution : 2 ** (resolution - 0x80);
      found.ticksPerMicrosecond = perSecond / 1e6;
    } else if (code === options.timeOffset && length === 8) {
      const seconds = layout.isLittle ? body.readBigInt64LE(value) : body.readBigInt64BE(value);
      found.timeOffset = Number(seconds) * 1e6;
    }
  }
  return found;
}

type Layout = FileLayout & { format: 'pcapng' };

/** Reads an enhanced packet block, or an older packet block, whose interface number has half the size. */
function readPacket(type: number, body: Buffer, layout: Layout, offset: number): Frame | string {
  if (body.length < 20) return 'a packet has no fields';
  const [half, word] = layout.isLittle ? [littleHalf, littleWord] : [bigHalf, bigWord];
  const from = layout.interfaces[type === blocks.packet ? half(body, 0) : word(body, 0)];
  if (from === undefined) return 'a packet is from an unknown interface';
  const ticks = word(body, 4) * 2 ** 32 + word(body, 8);
  const kept = word(body, 12);
  if (kept > body.length - 20) return `a packet claims ${kept} bytes`;
  return {
    time: ticks / from.ticksPerMicrosecond + from.timeOffset,
    length: word(body, 16),
    data: body.subarray(20, 20 + kept),
    linkType: from.linkType,
    offset,
    layout,
  };
}

/** Reads a simple packet block, which has no time. */
function readSimple(body: Buffer, layout: Layout, offset: number): Frame | string {
  const [from] = layout.interfaces;
  if (from === undefined) return 'a packet is from an unknown interface';
  if (body.length < 4) return 'a packet has no fields';
  const length = (layout.isLittle ? littleWord : bigWord)(body, 0);
  const kept = Math.min(length, from.snapLength || length, body.length - 4);
  const data = body.subarray(4, 4 + kept);
  return { time: Number.NaN, length, data, linkType: from.linkType, offset, layout };
}
