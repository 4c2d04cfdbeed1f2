/** A packet at the virtual machine's network interface. */
export interface Packet {
  /** Whole microseconds since the start of the capture. */
  readonly time: number;
  readonly frame: Buffer;
  readonly protocol: 'TCP' | 'UDP' | 'ICMP' | 'ARP';
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly localPort?: number;
  readonly remotePort?: number;
}

/** The sender: the virtual machine or the peer. */
export type Side = 'local' | 'remote';

/** A host that the virtual machine communicates with. */
export interface Peer {
  readonly address: string;
  readonly port: number;
  /** The side that opens the connection. */
  readonly opener: Side;
  /** DNS name, looked up before the first packet. */
  readonly hostName?: string;
}
