/** One layer of a packet. */
export interface Layer {
  /** Name of its protocol, such as `IPv4`. */
  name: string;
  /** Position of its first byte in the bytes that it was read from. */
  start: number;
}

/** What a packet is, as far as its headers tell. */
export interface Packet {
  /** Microseconds since 1970, UTC; NaN when unknown. */
  time: number;
  /** Bytes on the wire. */
  length: number;
  /** From the outside in. */
  layers: Layer[];
  /** What the innermost layers were read from: the frame, or the datagram put together of fragments. */
  bytes: Buffer;
  /** Set when `bytes` is put together of fragments: layers from this one on have their place in it. */
  reassembledFrom?: number;
  /** Addresses of the innermost IP header, a character for each byte; see `formatAddress`. */
  source?: string;
  destination?: string;
  /** The IPv4 addresses that an ARP message is about, written the same way. */
  arp?: { sender: string; target: string };
  /** Which of the transport protocols the ports and the payload are of. */
  transport?: 'TCP' | 'UDP' | 'SCTP' | 'DCCP' | 'UDP-Lite';
  sourcePort?: number;
  destinationPort?: number;
  tcp?: TcpSegment;
  /** Where the payload of the transport layer begins and ends in `bytes`, as far as it was kept. */
  payloadStart: number;
  payloadEnd: number;
  /** Name of the layer whose header was not kept whole. */
  cut?: string;
  /** What is inside and is not read, such as `EtherType 0x1234`. */
  unread?: string;
}

/** The fields of a TCP header that tell how a connection fares. */
export interface TcpSegment {
  sequence: number;
  acknowledgment: number;
  flags: number;
  window: number;
  /** Bytes of data, kept or not. */
  dataLength: number;
  /** Ranges of a selective acknowledgment: left and right edges in turn. */
  sack?: number[];
}

/** Where the next layer is. */
export interface Cursor {
  bytes: Buffer;
  at: number;
  /** Where the layer ends on the wire; beyond `bytes` when not all was kept. */
  end: number;
}

/** Reads a layer, moves the cursor behind its header, and names the next layer, if there is one. */
export type ReadLayer = (packet: Packet, cursor: Cursor) => string | undefined;

/**
 * Whether so many bytes from the cursor on are there; notes it when they were sent and not kept.
 */
export function has(
  packet: Packet,
  { bytes, at, end }: Cursor,
  count: number,
  name: string,
): boolean {
  if (at + count <= bytes.length && at + count <= end) return true;
  if (at + count <= end) packet.cut ??= name;
  return false;
}
