/** EtherType numbers (IEEE 802 numbers, IANA). */
export const ETHER_TYPE = { ipv4: 0x0800, arp: 0x0806 } as const;

/** The broadcast address. */
export const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff';

/** `00:0d:3a:…` as six bytes. */
export function macBytes(address: string): Buffer {
  return Buffer.from(address.replaceAll(':', ''), 'hex');
}

/** An Ethernet II frame without padding, since a capture on the sending side sees no padding. */
export function ethernetFrame(
  link: { readonly source: string; readonly destination: string; readonly etherType: number },
  payload: Buffer,
): Buffer {
  const type = Buffer.alloc(2);
  type.writeUInt16BE(link.etherType);
  return Buffer.concat([macBytes(link.destination), macBytes(link.source), type, payload]);
}
