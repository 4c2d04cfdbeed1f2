import type { FileLayout, OnFrame } from './frame.ts';
import { gunzip, isGzip } from './gunzip.ts';
import { isNetmon, readNetmonFrames, readNetmonHeader } from './netmon.ts';
import type { Parser } from './parse-stream.ts';
import { Input, parseInSteps, takeRest } from './parse-stream.ts';
import { isPcap, readPcapHeader, readPcapRecords } from './pcap.ts';
import { beforeSection, readPcapngBlocks, sectionHeader } from './pcapng.ts';
import { isSnoop, readSnoopHeader, readSnoopRecords } from './snoop.ts';
import { describeUnknown } from './unknown-format.ts';

/** Result of reading a file. */
export interface Reading {
  format: 'pcap' | 'pcapng' | 'netmon' | 'snoop' | 'unknown';
  /** Set when the file is compressed; offsets then refer to the decompressed file. */
  compression?: 'gzip';
  /** Number of bytes read. */
  offset: number;
  /** Description of damage at that position, for a sentence that calls the file "it". */
  damage?: string;
}

/**
 * Reads a capture file in any supported format. Does not throw for a damaged file. The source of the chunks
 * may use the memory of a chunk again when the next one is requested.
 */
export async function readFrames(
  chunks: AsyncIterable<Uint8Array>,
  onFrame: OnFrame,
): Promise<Reading> {
  return lastOf(readFramesInSteps(chunks, onFrame));
}

/** Position at which to continue reading a decompressed file. */
export interface Position {
  offset: number;
  layout: FileLayout;
}

/**
 * Reads a capture file and yields regularly, so that the caller can use the results before more is read.
 *
 * @param from set when the chunks start at this position, with a record or block of a decompressed file.
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
  // Damage of the gzip stream also ends its content early.
  const cause = gzipDamage ?? damage;
  return { ...reading, compression: 'gzip', ...(cause !== undefined && { damage: cause }) };
}

/** Runs a generator to its end and returns its return value. */
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

function formatOf(magic: number): Reading['format'] {
  if (isPcap(magic)) return 'pcap';
  if (isNetmon(magic)) return 'netmon';
  return isSnoop(magic) ? 'snoop' : 'pcapng';
}

/** Reads the layout from the header. Returns a description of damage as a string. */
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
  if (isSnoop(magic)) {
    const layout = yield* readSnoopHeader(input);
    return typeof layout === 'object' ? { format: 'snoop', ...layout } : layout;
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
    case 'snoop':
      return readSnoopRecords(input, layout, onFrame);
  }
}

/** Reads the first bytes of a stream without consuming them. */
async function peek(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  while (heldBytes < 2) {
    const next = await iterator.next();
    if (next.done) break;
    held.push(Buffer.from(next.value));
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
