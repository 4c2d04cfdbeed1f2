import type { Packet } from '../layers/packet.ts';
import type { SegmentKind } from '../tcp/sequence-analysis.ts';

/** What a filter is asked about. */
export interface Seen {
  packet: Packet;
  /** What its TCP segment is, besides what its header says. */
  kind: SegmentKind | undefined;
  /** Whether it is a DNS answer with an error. */
  isDnsFailure: boolean;
  /** Microseconds since 1970 of the first packet of the file. */
  start: number;
}

/** Whether a packet passes. */
export type Filter = (seen: Seen) => boolean;
