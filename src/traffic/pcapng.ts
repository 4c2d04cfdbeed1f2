import type { Frame, OnFrame } from './frame.ts';
import { longestFrame } from './frame.ts';
import type { Parser } from './parse-stream.ts';
import { skip } from './parse-stream.ts';

/** Type of the block that a pcapng file, and each of its sections, begins with: the same in both byte orders. */
export const sectionHeader = 0x0a0d0d0a;

const byteOrderMagic = 0x1a2b3c4d;
const blocks = { interface: 1, packet: 2, simplePacket: 3, enhancedPacket: 6 };
const options = { end: 0, timeResolution: 9, timeOffset: 14 };

/** A packet's block has some fields before the packet, and options behind it. */
const longestBlock = longestFrame + 65_536;
const mostInterfaces = 4096;

interface Interface {
  linkType: number;
  /** 0 for no limit. */
  snapLength: number;
  ticksPerMicrosecond: number;
  /** Microseconds to add to each time. */
  timeOffset: number;
}

/** Numbers in a section's byte order. */
interface Numbers {
  half: (bytes: Buffer, at: number) => number;
  word: (bytes: Buffer, at: number) => number;
}

const littleEndian: Numbers = {
  half: (bytes, at) => bytes.readUInt16LE(at),
  word: (bytes, at) => bytes.readUInt32LE(at),
};
const bigEndian: Numbers = {
  half: (bytes, at) => bytes.readUInt16BE(at),
  word: (bytes, at) => bytes.readUInt32BE(at),
};

/**
 * Reads a pcapng file from behind its first four bytes; returns what is wrong with it, if anything is.
 * Source: draft-ietf-opsawg-pcapng.
 */
export function* parsePcapng(onFrame: OnFrame): Parser<string | undefined> {
  let numbers = littleEndian;
  let interfaces: Interface[] = [];
  let head: Buffer = Buffer.from([0x0a, 0x0d, 0x0d, 0x0a]);
  for (;;) {
    const isSection = head.readUInt32LE(0) === sectionHeader;
    const more = yield isSection ? 8 : 4;
    if (more.length < (isSection ? 8 : 4)) return 'it ends within the header of a block';
    if (isSection) {
      if (more.readUInt32LE(4) === byteOrderMagic) numbers = littleEndian;
      else if (more.readUInt32BE(4) === byteOrderMagic) numbers = bigEndian;
      else return 'a section has no byte order';
      interfaces = [];
    }
    const type = numbers.word(head, 0);
    const total = numbers.word(more, 0);
    const bodyBytes = total - (isSection ? 16 : 12);
    if (bodyBytes < 0 || total % 4 !== 0) return `a block claims ${total} bytes`;

    if (isSection || !Object.values(blocks).includes(type)) {
      if (!(yield* skip(bodyBytes))) return 'it ends within a block';
    } else {
      if (total > longestBlock) return `a block claims ${total} bytes`;
      const body = yield bodyBytes;
      if (body.length < bodyBytes) return 'it ends within a block';
      const problem = readBlock(type, body, { numbers, interfaces, onFrame });
      if (problem !== undefined) return problem;
    }

    const end = yield 4;
    if (end.length < 4) return 'it ends within a block';
    if (numbers.word(end, 0) !== total) return 'a block has two lengths';
    head = yield 4;
    if (head.length === 0) return undefined;
    if (head.length < 4) return 'it ends within the header of a block';
  }
}

interface Section {
  numbers: Numbers;
  interfaces: Interface[];
  onFrame: OnFrame;
}

function readBlock(type: number, body: Buffer, section: Section): string | undefined {
  if (type === blocks.interface) {
    if (body.length < 8) return 'an interface has no fields';
    if (section.interfaces.length >= mostInterfaces) return 'it has too many interfaces';
    section.interfaces.push(readInterface(body, section.numbers));
    return undefined;
  }
  const frame =
    type === blocks.simplePacket ? readSimple(body, section) : readPacket(type, body, section);
  if (typeof frame === 'string') return frame;
  section.onFrame(frame);
  return undefined;
}

function readInterface(body: Buffer, { half, word }: Numbers): Interface {
  const found: Interface = {
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
      const [high, low] = [word(body, value), word(body, value + 4)];
      const isLittle = half === littleEndian.half;
      found.timeOffset = (isLittle ? (low | 0) * 2 ** 32 + high : (high | 0) * 2 ** 32 + low) * 1e6;
    }
  }
  return found;
}

/** An enhanced packet, or one of the older kind, which has the number of its interface in half the space. */
function readPacket(type: number, body: Buffer, { numbers, interfaces }: Section): Frame | string {
  if (body.length < 20) return 'a packet has no fields';
  const { half, word } = numbers;
  const from = interfaces[type === blocks.packet ? half(body, 0) : word(body, 0)];
  if (from === undefined) return 'a packet is from an unknown interface';
  const ticks = word(body, 4) * 2 ** 32 + word(body, 8);
  const kept = word(body, 12);
  if (kept > body.length - 20) return `a packet claims ${kept} bytes`;
  return {
    time: ticks / from.ticksPerMicrosecond + from.timeOffset,
    length: word(body, 16),
    data: body.subarray(20, 20 + kept),
    linkType: from.linkType,
  };
}

/** A packet without a time. */
function readSimple(body: Buffer, { numbers, interfaces: [from] }: Section): Frame | string {
  if (from === undefined) return 'a packet is from an unknown interface';
  if (body.length < 4) return 'a packet has no fields';
  const length = numbers.word(body, 0);
  const kept = Math.min(length, from.snapLength || length, body.length - 4);
  return { time: Number.NaN, length, data: body.subarray(4, 4 + kept), linkType: from.linkType };
}
