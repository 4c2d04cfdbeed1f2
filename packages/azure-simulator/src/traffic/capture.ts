import {
  FILE_HEADER_LENGTH,
  pcapFileHeader,
  pcapRecord,
  RECORD_HEADER_LENGTH,
  WHOLE_PACKET,
} from '../pcap/pcap-file.ts';
import type { CaptureFilter } from '../model/session.ts';
import { packetFilter } from './packet-filter.ts';
import { peersFor } from './peers.ts';
import { traffic } from './traffic.ts';

/** The traffic to capture, and the limits. */
export interface Capture {
  /** The same seed produces the same packets. */
  readonly seed: string;
  readonly localAddress: string;
  /** Simulated milliseconds since 1970. */
  readonly startedAt: number;
  readonly filters: readonly CaptureFilter[];
  /** 0 means the whole packet. */
  readonly bytesPerPacket: number;
  /** Maximum size of the file in bytes; 0 means no limit. */
  readonly totalBytes: number;
}

// Even a capture of seven days is much smaller (see traffic.ts), so larger limits need no counting.
const MORE_THAN_ANY_CAPTURE = 64 * 1024 * 1024;

/** The capture file of all packets until `endedAt` (milliseconds since 1970) or the byte limit. */
export function captureFile(capture: Capture, endedAt: number): Buffer {
  const snapLength = capture.bytesPerPacket || WHOLE_PACKET;
  const parts = [pcapFileHeader(snapLength)];
  let size = FILE_HEADER_LENGTH;
  for (const { time, frame } of packets(capture, endedAt)) {
    const record = pcapRecord(time, frame, snapLength);
    size += record.length;
    if (capture.totalBytes > 0 && size > capture.totalBytes) break;
    parts.push(record);
  }
  return Buffer.concat(parts);
}

/** The files of a capture that starts a new file at `fileBytes` and keeps the last `fileCount`. */
export function rotatedFiles(
  capture: Capture,
  endedAt: number,
  { fileBytes, fileCount }: { readonly fileBytes: number; readonly fileCount: number },
): { readonly number: number; readonly content: Buffer }[] {
  const snapLength = capture.bytesPerPacket || WHOLE_PACKET;
  const newFile = (number: number) => ({
    ...{ number, size: FILE_HEADER_LENGTH },
    records: [pcapFileHeader(snapLength)],
  });
  let file = newFile(1);
  const files = [file];
  for (const { time, frame } of packets(capture, endedAt)) {
    const record = pcapRecord(time, frame, snapLength);
    if (file.size + record.length > fileBytes && file.records.length > 1) {
      file = newFile(file.number + 1);
      files.push(file);
      if (files.length > fileCount) files.shift();
    }
    file.records.push(record);
    file.size += record.length;
  }
  return files.map(({ number, records }) => ({ number, content: Buffer.concat(records) }));
}

/** The time when the byte limit is reached, in milliseconds since 1970, if it is before `latest`. */
export function byteLimitReachedAt(capture: Capture, latest: number): number | undefined {
  if (capture.totalBytes === 0 || capture.totalBytes >= MORE_THAN_ANY_CAPTURE) return undefined;
  const snapLength = capture.bytesPerPacket || WHOLE_PACKET;
  let size = FILE_HEADER_LENGTH;
  for (const { time, frame } of packets(capture, latest)) {
    size += RECORD_HEADER_LENGTH + Math.min(frame.length, snapLength);
    if (size > capture.totalBytes) return Math.ceil(time / 1000);
  }
  return undefined;
}

/** The packets that pass the filters, with their time in microseconds since 1970. */
function* packets(capture: Capture, endedAt: number) {
  const passes = packetFilter(capture.filters);
  const length = (endedAt - capture.startedAt) * 1000;
  const peers = peersFor(capture.filters);
  for (const packet of traffic(capture.seed, capture.localAddress, peers)) {
    if (packet.time >= length) return;
    if (!passes(packet)) continue;
    yield { time: capture.startedAt * 1000 + packet.time, frame: packet.frame };
  }
}
