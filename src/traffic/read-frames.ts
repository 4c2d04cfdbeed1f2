import type { OnFrame } from './frame.ts';
import type { Parser } from './parse-stream.ts';
import { parseStream } from './parse-stream.ts';
import { isPcap, parsePcap } from './pcap.ts';
import { parsePcapng, sectionHeader } from './pcapng.ts';

/** How far a file could be read. */
export interface Reading {
  format: 'pcap' | 'pcapng' | 'unknown';
  /** How many bytes were read. */
  offset: number;
  /** What is wrong with the file there, for a sentence that has the file as "it". */
  damage?: string;
}

/** Reads a capture file, in whatever format; nothing is thrown for one that is damaged. */
export async function readFrames(
  chunks: AsyncIterable<Uint8Array>,
  onFrame: OnFrame,
): Promise<Reading> {
  const { value, offset } = await parseStream(parseCapture(onFrame), chunks);
  return { ...value, offset };
}

function* parseCapture(onFrame: OnFrame): Parser<Omit<Reading, 'offset'>> {
  const magic = yield 4;
  const number = magic.length === 4 ? magic.readUInt32BE(0) : 0;
  if (isPcap(number)) return told('pcap', yield* parsePcap(number, onFrame));
  if (number === sectionHeader) return told('pcapng', yield* parsePcapng(onFrame));
  return told('unknown', magic.length === 0 ? 'it is empty' : 'it is neither pcap nor pcapng');
}

const told = (format: Reading['format'], damage?: string): Omit<Reading, 'offset'> => ({
  format,
  ...(damage !== undefined && { damage }),
});
