import type { Packet } from '../layers/packet.ts';
import type { SegmentKind } from '../tcp/sequence-analysis.ts';

/** A packet with its analysis, as a filter receives it. */
export interface Seen {
  packet: Packet;
  /** Result of the sequence analysis of its TCP segment. */
  kind: SegmentKind | undefined;
  /** True for a DNS response with an error. */
  isDnsFailure: boolean;
  /** Time of the file's first packet, in microseconds since 1970. */
  start: number;
}

/** Returns true when a packet matches. */
export type Filter = (seen: Seen) => boolean;
