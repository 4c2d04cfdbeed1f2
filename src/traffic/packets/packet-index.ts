import type { FileLayout } from '../files/frame.ts';
import type { SegmentKind } from '../tcp/sequence-analysis.ts';

/** Packets are found by groups of so many. */
export const groupSize = 512;

/**
 * Where the packets of a file are and which of them pass a filter, so that a page of the list is
 * read from its place. It is kept beside the file.
 */
export interface PacketIndex {
  version: 1;
  /** Bytes of the file when it was read; of another length, it is another file. */
  fileBytes: number;
  /** The filter as it was written; empty for all packets. */
  filter: string;
  /** Microseconds since 1970 of the first packet; null when unknown. */
  start: number | null;
  packets: number;
  matches: number;
  layouts: FileLayout[];
  groups: PacketGroup[];
}

/** Some packets that follow one another. */
export interface PacketGroup {
  /** Where the first of them begins in the file. */
  offset: number;
  /** Number of its layout. */
  layout: number;
  /** How many of them pass. */
  matches: number;
  /** What some of them are in the light of those before, by their place in the group. */
  kinds?: [place: number, kind: SegmentKind][];
}
