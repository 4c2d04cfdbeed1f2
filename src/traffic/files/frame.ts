/** A packet as stored in a capture file. */
export interface Frame {
  /** Microseconds since 1970, UTC; NaN when the file has no time or an impossible one. */
  time: number;
  /** Length of the packet on the wire, in bytes. */
  length: number;
  /** The captured part of the packet. */
  data: Buffer;
  /** Link type of the data. Source: LINKTYPE_ values, tcpdump.org/linktypes.html. */
  linkType: number;
  /** Start of the record or block in the file, in bytes. */
  offset: number;
  /** Layout of the file from `offset` on. */
  layout: FileLayout;
}

/** Layout of a file's records from a position on, serializable as JSON. */
export type FileLayout =
  | ({ format: 'pcap' } & PcapLayout)
  | ({ format: 'pcapng' } & PcapngLayout)
  | ({ format: 'netmon' } & NetmonLayout)
  | ({ format: 'snoop' } & SnoopLayout);

export interface PcapLayout {
  isLittle: boolean;
  perMicrosecond: number;
  /** Size of each record's header, in bytes. */
  recordBytes: number;
  /** True when the two lengths of a record are swapped, as in very old versions. */
  isSwapped: boolean;
  linkType: number;
}

export interface PcapngLayout {
  isLittle: boolean;
  interfaces: readonly PcapngInterface[];
}

export interface PcapngInterface {
  linkType: number;
  /** Snap length in bytes; 0 for no limit. */
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
  /** End of the frames in the file, in bytes. */
  end: number;
}

export interface SnoopLayout {
  linkType: number;
}

/** Receives the frames in file order. The data is valid only during the call. */
export type OnFrame = (frame: Frame) => void;

/** Maximum captured length in bytes, as in Wireshark. A larger value means damage. */
export const longestFrame = 262_144;

/** Maximum length on the wire. A larger value means damage: the longest IPv4 packet has 65,535 bytes. */
export const longestWireLength = 2 ** 24;
