import type { Ends, Packet } from '../layers/packet.ts';
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

/** A condition on packets. */
export interface Filter {
  matches: (seen: Seen) => boolean;
  /**
   * False for a TCP segment if no segment of its connection can match. Such a segment needs no analysis.
   * Absent when the filter excludes no connection.
   */
  concerns?: (ends: Ends) => boolean;
}

/** Matches all packets. */
export const everything: Filter = { matches: () => true };

/** Matches when both filters match. */
export function and(one: Filter, other: Filter): Filter {
  const [first, second] = [one.concerns, other.concerns];
  const concerns =
    first && second ? (ends: Ends) => first(ends) && second(ends) : (first ?? second);
  return {
    matches: (seen) => one.matches(seen) && other.matches(seen),
    ...(concerns && { concerns }),
  };
}

/** Matches when a filter matches. */
export function or(one: Filter, other: Filter): Filter {
  const [first, second] = [one.concerns, other.concerns];
  return {
    matches: (seen) => one.matches(seen) || other.matches(seen),
    ...(first && second && { concerns: (ends) => first(ends) || second(ends) }),
  };
}

/** Matches when the filter does not. It excludes no connection, since the filter may match only a part of one. */
export const not = (filter: Filter): Filter => ({ matches: (seen) => !filter.matches(seen) });
