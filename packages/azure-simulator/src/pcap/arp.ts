import { macBytes } from './ethernet.ts';
import { ipv4Bytes } from './ipv4.ts';

/** A station on the link: its hardware address and its IPv4 address. */
export interface Station {
  readonly mac: string;
  readonly address: string;
}

/** An ARP message for IPv4 over Ethernet (RFC 826). The target of a request has an unknown MAC address. */
export function arpMessage(kind: 'request' | 'reply', sender: Station, target: Station): Buffer {
  const head = Buffer.from([0, 1, 0x08, 0, 6, 4, 0, kind === 'request' ? 1 : 2]);
  return Buffer.concat([
    head,
    macBytes(sender.mac),
    ipv4Bytes(sender.address),
    macBytes(kind === 'request' ? '00:00:00:00:00:00' : target.mac),
    ipv4Bytes(target.address),
  ]);
}
