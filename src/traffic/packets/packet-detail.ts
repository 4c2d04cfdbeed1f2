import type { Frame } from '../files/frame.ts';
import type { Seen } from '../filter/filter.ts';
import { arpFields, ethernetFields, vlanFields } from './fields/ethernet-fields.ts';
import type { Field } from './fields/field.ts';
import { FieldReader } from './fields/field.ts';
import { icmpFields, ipv4Fields, ipv6Fields } from './fields/ip-fields.ts';
import { dnsFields, tcpFields, udpFields } from './fields/transport-fields.ts';
import type { PacketRow } from './packet-row.ts';
import { packetRow } from './packet-row.ts';

/** A packet with all its decoded fields and its bytes. */
export interface PacketDetail {
  row: PacketRow;
  /** Outermost first. Positions refer to `bytes`, or to `reassembled` where `isReassembled` is set. */
  layers: { name: string; start: number; isReassembled?: true; fields: Field[] }[];
  /** The captured bytes in hexadecimal. */
  bytes: string;
  /** The datagram that this packet's fragment completed, in hexadecimal. */
  reassembled?: string;
}

const describers: Record<string, (reader: FieldReader) => void> = {
  Ethernet: ethernetFields,
  VLAN: vlanFields,
  ARP: arpFields,
  IPv4: ipv4Fields,
  IPv6: ipv6Fields,
  ICMP: icmpFields,
  ICMPv6: icmpFields,
  TCP: tcpFields,
  UDP: udpFields,
  DNS: dnsFields,
};

/** Decodes the layers of a packet. */
export function packetDetail(number: number, seen: Seen, { data }: Frame): PacketDetail {
  const { packet } = seen;
  const { layers, bytes, reassembledFrom = Infinity } = packet;
  return {
    row: packetRow(number, seen),
    layers: layers.map(({ name, start }, index) => {
      const isReassembled = index >= reassembledFrom;
      const reader = new FieldReader(isReassembled ? bytes : data, start);
      describers[name]?.(reader);
      const more = isReassembled ? { isReassembled: true as const } : {};
      return { name, start, ...more, fields: reader.fields };
    }),
    bytes: data.toString('hex'),
    ...(packet.reassembledFrom !== undefined && { reassembled: bytes.toString('hex') }),
  };
}
