import type { Reading } from './read-frames.ts';
import { readFrames } from './read-frames.ts';
import type { Traffic } from './traffic.ts';
import { TrafficMeter } from './traffic.ts';

/** What there is to say of a capture file. */
export interface TrafficSummary {
  version: 1;
  file: {
    format: Reading['format'];
    /** How many of its bytes were read. */
    bytesRead: number;
    /** Why not all of it could be read, in a sentence. */
    problem?: string;
  };
  traffic: Traffic;
}

/**
 * Reads a capture file as it streams by, in bounded memory.
 *
 * @param isOutOfTime asked now and then; once it is true, what was read until then has to do.
 * @throws whatever the stream throws.
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
  const { format, offset, damage } = await readFrames(timely(), (frame) => meter.add(frame));
  const problem = reading.isCutShort
    ? `Only the first ${offset} bytes of the file were read, since it takes too long to read it all.`
    : damage && `The file could be read up to byte ${offset}: there ${damage}.`;
  return {
    version: 1,
    file: { format, bytesRead: offset, ...(problem && { problem }) },
    traffic: meter.result(),
  };
}
