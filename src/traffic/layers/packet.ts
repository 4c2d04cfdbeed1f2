/** One layer of a packet. */
export interface Layer {
  /** Protocol name, such as `IPv4`. */
  name: string;
  /** Position of its first byte in the bytes from which it was read. */
  start: number;
}

/** A packet with the contents of its headers. */
export interface Packet {
  /** Microseconds since 1970, UTC; NaN when unknown. */
  time: number;
  /** Bytes on the wire. */
  length: number;
  /** Outermost first. */
  layers: Layer[];
  /** Source of the innermost layers: the frame, or a datagram reassembled from fragments. */
  bytes: Buffer;
  /** Set when `bytes` was reassembled: index of the first layer whose positions refer to it. */
  reassembledFrom?: number;
  /** Address of the innermost IP header, one character per byte; see `formatAddress`. */
  source?: string;
  destination?: string;
  /** The IPv4 addresses of an ARP message, in the same form. */
  arp?: { sender: string; target: string };
  /** Transport protocol of the ports and the payload. */
  transport?: 'TCP' | 'UDP' | 'SCTP' | 'DCCP' | 'UDP-Lite';
  sourcePort?: number;
  destinationPort?: number;
  tcp?: TcpSegment;
  /** Start and end of the captured transport payload in `bytes`. */
  payloadStart: number;
  payloadEnd: number;
  /** Name of the layer whose header is truncated. */
  cut?: string;
  /** Inner layer that is not supported, such as `EtherType 0x1234`. */
  unread?: string;
}

/** Addresses and ports of a packet. */
export type Ends = Required<
  Pick<Packet, 'source' | 'destination' | 'sourcePort' | 'destinationPort'>
>;

/** True for a packet with addresses and ports. */
export const hasEnds = (packet: Packet): packet is Packet & Ends =>
  packet.source !== undefined &&
  packet.destination !== undefined &&
  packet.sourcePort !== undefined &&
  packet.destinationPort !== undefined;

/** The fields of a TCP header that the connection analysis needs. */
export interface TcpSegment {
  sequence: number;
  acknowledgment: number;
  flags: number;
  window: number;
  /** Bytes of data, whether captured or not. */
  dataLength: number;
}

/** Position of the next layer. */
export interface Cursor {
  bytes: Buffer;
  at: number;
  /** End of the layer on the wire; beyond `bytes` when the packet is truncated. */
  end: number;
}

/** Reads a layer, moves the cursor past its header, and returns the name of the next layer, if any. */
export type ReadLayer = (packet: Packet, cursor: Cursor) => string | undefined;

/** Reads a header of a fixed length that is always followed by the same layer. */
export const skipTo =
  (name: string, bytes: number, next: string): ReadLayer =>
  (packet, cursor) => {
    if (!has(packet, cursor, bytes, name)) return undefined;
    cursor.at += bytes;
    return next;
  };

/**
 * True when this many bytes are available from the cursor on. Records bytes that were sent but not
 * captured.
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
