/** A packet as a capture file holds it. */
export interface Frame {
  /** Microseconds since 1970, UTC. */
  time: number;
  /** How long the packet was on the wire, in bytes. */
  length: number;
  /** As much of it as was kept. */
  data: Buffer;
  /** What its first bytes are. Source: LINKTYPE_ values, tcpdump.org/linktypes.html. */
  linkType: number;
}

/** Takes the frames in the order of the file. The data is only valid during the call. */
export type OnFrame = (frame: Frame) => void;

/** Wireshark, too, takes a packet that claims more for damage. */
export const longestFrame = 262_144;
