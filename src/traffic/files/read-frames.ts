import type { FileLayout, OnFrame } from './frame.ts';
import { gunzip, isGzip } from './gunzip.ts';
import { isNetmon, readNetmonFrames, readNetmonHeader } from './netmon.ts';
import type { Parser } from './parse-stream.ts';
import { Input, parseInSteps, takeRest } from './parse-stream.ts';
import { isPcap, readPcapHeader, readPcapRecords } from './pcap.ts';
import { beforeSection, readPcapngBlocks, sectionHeader } from './pcapng.ts';
import { describeUnknown } from './unknown-format.ts';

/** How far a file could be read. */
export interface Reading {
  format: 'pcap' | 'pcapng' | 'netmon' | 'unknown';
  /** Set when the file is compressed; offsets are those of the unpacked file. */
  compression?: 'gzip';
  /** How many bytes were read. */
  offset: number;
  /** What is wrong with the file there, for a sentence that has the file as "it". */
  damage?: string;
}

/** Reads a capture file in any format that is known; never throws for a damaged one. */
export async function readFrames(
  chunks: AsyncIterable<Uint8Array>,
  onFrame: OnFrame,
): Promise<Reading> {
  return lastOf(readFramesInSteps(chunks, onFrame));
}

/** Where to read on in an unpacked file. */
export interface Position {
  offset: number;
  layout: FileLayout;
}

/**
 * Reads a capture file and yields now and then, so that what was made of the frames can be taken
 * before more is read.
 *
 * @param from the chunks begin with a record or block of an unpacked file, at this position.
 */
export async function* readFramesInSteps(
  chunks: AsyncIterable<Uint8Array>,
  onFrame: OnFrame,
  from?: Position,
): AsyncGenerator<undefined, Reading> {
  if (from !== undefined) {
    const input = new Input(from.offset);
    const records = readRecords(input, from.layout, onFrame);
    const { value, offset } = yield* parseInSteps(input, records, chunks);
    return { format: from.layout.format, offset, ...(value !== undefined && { damage: value }) };
  }
  const { first, all } = await peek(chunks);
  if (!isGzip(first)) return yield* readUnpacked(all, onFrame);
  let gzipDamage: string | undefined;
  const unpacked = gunzip(all, (damage) => (gzipDamage = damage));
  const { damage, ...reading } = yield* readUnpacked(unpacked, onFrame);
  // Where the gzip stream is damaged, what it holds ends early too.
  const cause = gzipDamage ?? damage;
  return { ...reading, compression: 'gzip', ...(cause !== undefined && { damage: cause }) };
}

/** Runs to the end, and gives what is returned there. */
async function lastOf<R>(steps: AsyncGenerator<undefined, R>): Promise<R> {
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

async function* readUnpacked(
  chunks: AsyncIterable<Uint8Array>,
  onFrame: OnFrame,
): AsyncGenerator<undefined, Reading> {
  const input = new Input();
  const { value, offset } = yield* parseInSteps(input, readCapture(input, onFrame), chunks);
  return { ...value, offset };
}

function* readCapture(input: Input, onFrame: OnFrame): Parser<Omit<Reading, 'offset'>> {
  if (input.left < 4) yield 4;
  const magic = input.left < 4 ? 0 : input.bytes.readUInt32BE(input.at);
  const layout = yield* readLayout(input, magic);
  if (layout === undefined) {
    if (input.left < 64) yield 64;
    const first = input.bytes.subarray(input.at, input.at + 64);
    takeRest(input);
    return { format: 'unknown', damage: describeUnknown(first) };
  }
  const format = formatOf(magic);
  if (typeof layout === 'string') return { format, damage: layout };
  const damage = yield* readRecords(input, layout, onFrame);
  return { format, ...(damage !== undefined && { damage }) };
}

const formatOf = (magic: number): Reading['format'] =>
  isPcap(magic) ? 'pcap' : isNetmon(magic) ? 'netmon' : 'pcapng';

/** What the header says of how the file is written, or what is wrong with it. */
function* readLayout(input: Input, magic: number): Parser<FileLayout | string | undefined> {
  if (magic === sectionHeader) return beforeSection;
  if (isPcap(magic)) {
    const layout = yield* readPcapHeader(input, magic);
    return typeof layout === 'string' ? layout : { format: 'pcap', ...layout };
  }
  if (isNetmon(magic)) {
    const layout = yield* readNetmonHeader(input, magic);
    return typeof layout === 'string' ? layout : { format: 'netmon', ...layout };
  }
  return undefined;
}

function readRecords(
  input: Input,
  layout: FileLayout,
  onFrame: OnFrame,
): Parser<string | undefined> {
  switch (layout.format) {
    case 'pcap':
      return readPcapRecords(input, layout, onFrame);
    case 'pcapng':
      return readPcapngBlocks(input, layout, onFrame);
    case 'netmon':
      return readNetmonFrames(input, layout, onFrame);
  }
}

/** Looks at the first bytes of a stream without taking them from it. */
async function peek(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  while (heldBytes < 2) {
    const next = await iterator.next();
    if (next.done) break;
    held.push(next.value);
    heldBytes += next.value.byteLength;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* held;
      for (;;) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { first: Buffer.concat(held.map((chunk) => chunk.subarray(0, 2))), all: all() };
}
