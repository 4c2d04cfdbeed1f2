import { tcpFlag } from '../layers/tcp.ts';
import { parseAddress, parseNet } from './addresses.ts';
import type { Filter } from './filter.ts';

/** The side of a packet that a filter names; `either` when it names none. */
export type Side = 'src' | 'dst' | 'either';

/** Protocols by their word in the filter language, which is libpcap's where it exists. */
export const protocols = new Map([
  ['ip', 'IPv4'],
  ['ip6', 'IPv6'],
  ['arp', 'ARP'],
  ['rarp', 'RARP'],
  ['icmp', 'ICMP'],
  ['icmp6', 'ICMPv6'],
  ['igmp', 'IGMP'],
  ['tcp', 'TCP'],
  ['udp', 'UDP'],
  ['sctp', 'SCTP'],
  ['ah', 'AH'],
  ['esp', 'ESP'],
  ['vrrp', 'VRRP'],
  ['pim', 'PIM'],
  ['vlan', 'VLAN'],
  ['mpls', 'MPLS'],
  ['pppoes', 'PPPoE'],
  ['gre', 'GRE'],
  ['vxlan', 'VXLAN'],
  ['geneve', 'Geneve'],
  ['dns', 'DNS'],
  ['quic', 'QUIC'],
  ['stp', 'STP'],
  ['lldp', 'LLDP'],
]);

/** TCP flags by name. */
export const flags = new Map<string, number>([
  ['fin', tcpFlag.fin],
  ['syn', tcpFlag.syn],
  ['rst', tcpFlag.rst],
  ['push', tcpFlag.psh],
  ['psh', tcpFlag.psh],
  ['ack', tcpFlag.ack],
  ['urg', tcpFlag.urg],
]);

/** Protocols whose packets contain no TCP segment. */
const withoutTcp = new Set([
  'ARP',
  'RARP',
  'ICMP',
  'ICMPv6',
  'IGMP',
  'SCTP',
  'VRRP',
  'PIM',
  'DNS',
  'QUIC',
  'STP',
  'LLDP',
]);

/** For a filter that matches no TCP segment. */
export const noConnection = (): boolean => false;

export const hasLayer = (name: string): Filter => ({
  matches: ({ packet: { layers } }) => {
    for (const layer of layers) if (layer.name === name) return true;
    return false;
  },
  ...(withoutTcp.has(name) && { concerns: noConnection }),
});

/** A filter for packets to or from an address; undefined when the address is invalid. */
export function host(side: Side, text: string): Filter | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : onAddress(side, (each) => each === address);
}

/** A filter for packets to or from a net; undefined when the net is invalid. */
export function net(side: Side, text: string): Filter | undefined {
  const holds = parseNet(text);
  return holds && onAddress(side, holds);
}

function onAddress(side: Side, holds: (address: string) => boolean): Filter {
  return {
    matches: ({ packet }) => {
      const { source = packet.arp?.sender, destination = packet.arp?.target } = packet;
      return (
        (side !== 'dst' && source !== undefined && holds(source)) ||
        (side !== 'src' && destination !== undefined && holds(destination))
      );
    },
    concerns: ({ source, destination }) => holds(source) || holds(destination),
  };
}

/** A filter for packets to or from a port of a range. */
export function ports(side: Side, first: number, last: number, transport?: string): Filter {
  const holds = (port = -1): boolean => port >= first && port <= last;
  const isOtherTransport = transport !== undefined && transport !== 'TCP';
  return {
    matches: ({ packet }) => {
      if (transport !== undefined && packet.transport !== transport) return false;
      return (
        (side !== 'dst' && holds(packet.sourcePort)) ||
        (side !== 'src' && holds(packet.destinationPort))
      );
    },
    concerns: isOtherTransport
      ? noConnection
      : ({ sourcePort, destinationPort }) => holds(sourcePort) || holds(destinationPort),
  };
}

export type Comparison = '=' | '==' | '!=' | '<' | '>' | '<=' | '>=';

/** Compares two numbers with an operator of the filter language. */
export function compare(one: number, sign: Comparison, other: number): boolean {
  switch (sign) {
    case '=':
    case '==':
      return one === other;
    case '!=':
      return one !== other;
    case '<':
      return one < other;
    case '>':
      return one > other;
    case '<=':
      return one <= other;
    case '>=':
      return one >= other;
  }
}
