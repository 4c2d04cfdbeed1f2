/** A packet as a capture file holds it. */
export interface Frame {
  /** Microseconds since 1970, UTC; NaN when the file gives none or an impossible one. */
  time: number;
  /** How long the packet was on the wire, in bytes. */
  length: number;
  /** As much of it as was kept. */
  data: Buffer;
  /** What its first bytes are. Source: LINKTYPE_ values, tcpdump.org/linktypes.html. */
  linkType: number;
  /** Where its record or block begins in the file, in bytes. */
  offset: number;
  /** How to read on from `offset`. */
  layout: FileLayout;
}

/** How the records of a file are written from some byte on, as JSON. */
export type FileLayout =
  | ({ format: 'pcap' } & PcapLayout)
  | ({ format: 'pcapng' } & PcapngLayout)
  | ({ format: 'netmon' } & NetmonLayout);

export interface PcapLayout {
  isLittle: boolean;
  perMicrosecond: number;
  /** Bytes of the header of each record. */
  recordBytes: number;
  /** The two lengths of a record are swapped, as very old versions wrote them. */
  isSwapped: boolean;
  linkType: number;
}

export interface PcapngLayout {
  isLittle: boolean;
  interfaces: readonly PcapngInterface[];
}

export interface PcapngInterface {
  linkType: number;
  /** 0 for no limit. */
  snapLength: number;
  ticksPerMicrosecond: number;
  /** Microseconds to add to each time. */
  timeOffset: number;
}

export interface NetmonLayout {
  version: 1 | 2;
  minor: number;
  linkType: number;
  /** Microseconds since 1970, UTC. */
  startTime: number;
  /** Where the frames end. */
  end: number;
}

/** Takes the frames in the order of the file. The data is only valid during the call. */
export type OnFrame = (frame: Frame) => void;

/** A packet that claims more is damage; Wireshark has the same limit. */
export const longestFrame = 262_144;

/** A length on the wire that is larger is damage: the longest IPv4 packet has 65,535 bytes. */
export const longestWireLength = 2 ** 24;
