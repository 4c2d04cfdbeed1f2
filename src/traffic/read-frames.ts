import type { FileLayout, OnFrame } from './files/frame.ts';
import { gunzip, isGzip } from './files/gunzip.ts';
import { isNetmon, readNetmonFrames, readNetmonHeader } from './files/netmon.ts';
import type { Parser } from './files/parse-stream.ts';
import { Input, parseStream, takeRest } from './files/parse-stream.ts';
import { isPcap, readPcapHeader, readPcapRecords } from './files/pcap.ts';
import { beforeSection, readPcapngBlocks, sectionHeader } from './files/pcapng.ts';
import { describeUnknown } from './files/unknown-format.ts';

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
  const { first, all } = await peek(chunks);
  if (!isGzip(first)) return readUnpacked(all, onFrame);
  let gzipDamage: string | undefined;
  const unpacked = gunzip(all, (damage) => (gzipDamage = damage));
  const { damage, ...reading } = await readUnpacked(unpacked, onFrame);
  // Where the gzip stream is damaged, what it holds ends early too.
  const cause = gzipDamage ?? damage;
  return { ...reading, compression: 'gzip', ...(cause !== undefined && { damage: cause }) };
}

/** Reads on from a record or block of an unpacked file. */
export async function readFramesFrom(
  chunks: AsyncIterable<Uint8Array>,
  { offset, layout }: { offset: number; layout: FileLayout },
  onFrame: OnFrame,
): Promise<Reading> {
  const input = new Input(offset);
  const { value, offset: end } = await parseStream(
    input,
    readRecords(input, layout, onFrame),
    chunks,
  );
  return { format: layout.format, offset: end, ...(value !== undefined && { damage: value }) };
}

async function readUnpacked(chunks: AsyncIterable<Uint8Array>, onFrame: OnFrame): Promise<Reading> {
  const input = new Input();
  const { value, offset } = await parseStream(input, readCapture(input, onFrame), chunks);
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
