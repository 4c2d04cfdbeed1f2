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
 * @param signal stops the reading; the summary is then partial. A stream that the same signal aborts may
 *   throw.
 * @throws errors of the stream.
 */
export async function summarize(
  chunks: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<TrafficSummary> {
  const meter = new TrafficMeter();
  const reading = { isCutShort: false };
  async function* timely(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of chunks) {
        yield chunk;
        if (signal?.aborted) break;
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
    reading.isCutShort = signal?.aborted ?? false;
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
