/** A packet at the virtual machine's network interface. */
export interface Packet {
  /** Whole microseconds since the capture began. */
  readonly time: number;
  readonly frame: Buffer;
  readonly protocol: 'TCP' | 'UDP' | 'ICMP' | 'ARP';
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly localPort?: number;
  readonly remotePort?: number;
}

/** Who sends: the virtual machine, or the other side. */
export type Side = 'local' | 'remote';

/** Somebody that the virtual machine talks to. */
export interface Peer {
  readonly address: string;
  readonly port: number;
  /** Who opens the connection. */
  readonly opener: Side;
  /** Looked up by DNS before the first packet. */
  readonly hostName?: string;
}
