import type { Reading } from './files/read-frames.ts';
import { readFrames } from './files/read-frames.ts';
import { damageSentences } from './summary/damage.ts';
import type { Traffic } from './summary/traffic.ts';
import { TrafficMeter } from './summary/traffic.ts';

/** Summary of a capture file and its traffic. */
export interface TrafficSummary {
  version: 1;
  file: {
    /** Format of the file; `unknown` when it cannot be read. */
    format: Reading['format'];
    compression?: Reading['compression'];
    /** Number of bytes read; of the decompressed file when it is compressed. */
    bytesRead: number;
    /** Damage and unreadable parts, as sentences. */
    problem?: string;
  };
  traffic: Traffic;
}

/**
 * Reads a capture file from a stream, in bounded memory.
 *
 * @param isOutOfTime called regularly; when it returns true, reading stops and the summary is partial.
 * @throws errors of the stream.
 */
export async function summarize(
  chunks: AsyncIterable<Uint8Array>,
  isOutOfTime: () => boolean = () => false,
): Promise<TrafficSummary> {
  const meter = new TrafficMeter();
  const reading = { isCutShort: false };
  async function* timely(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      yield chunk;
      reading.isCutShort = isOutOfTime();
      if (reading.isCutShort) return;
    }
  }
  const result = await readFrames(timely(), (frame) => meter.add(frame));
  const { format, compression, offset } = result;
  const traffic = meter.result();
  const problem = [
    readingProblem(result, reading.isCutShort),
    ...damageSentences(meter.damage, traffic.packets, meter.seconds),
  ]
    .filter((sentence) => sentence !== undefined)
    .join(' ');
  return {
    version: 1,
    file: {
      format,
      ...(compression && { compression }),
      bytesRead: offset,
      ...(problem && { problem }),
    },
    traffic,
  };
}

function readingProblem(
  { format, offset, damage }: Reading,
  isCutShort: boolean,
): string | undefined {
  if (format === 'unknown' && damage !== undefined) return `The file cannot be read: ${damage}.`;
  if (isCutShort) {
    return `Only the first ${offset} bytes of the file were read, since it takes too long to read it all.`;
  }
  return damage && `The file could be read up to byte ${offset}: there ${damage}.`;
}
