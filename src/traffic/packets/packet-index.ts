import type { FileLayout } from '../files/frame.ts';
import type { SegmentKind } from '../tcp/sequence-analysis.ts';

/** Number of packets in a group of the index. */
export const groupSize = 512;

/**
 * Positions of the packets of a file and the number that match a filter, so that a page of the list
 * can be read without the packets before it. It is stored beside the file.
 */
export interface PacketIndex {
  version: 1;
  /** Size of the file in bytes when it was read. Another size means another file. */
  fileBytes: number;
  /** The filter text; empty for all packets. */
  filter: string;
  /** Time of the first packet in microseconds since 1970; null when unknown. */
  start: number | null;
  packets: number;
  matches: number;
  layouts: FileLayout[];
  groups: PacketGroup[];
}

/** A group of consecutive packets. */
export interface PacketGroup {
  /** Start of the first packet in the file, in bytes. */
  offset: number;
  /** Index of its layout. */
  layout: number;
  /** Number of packets that match the filter. */
  matches: number;
  /** Analysis results of the matching packets that depend on earlier ones, by place in the group. */
  kinds?: [place: number, kind: SegmentKind][];
}
