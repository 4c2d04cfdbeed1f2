/** Layers by IP protocol number. Source: IANA, Assigned Internet Protocol Numbers. */
const layers = new Map([
  [1, 'ICMP'],
  [2, 'IGMP'],
  [4, 'IPv4'],
  [6, 'TCP'],
  [9, 'IGRP'],
  [17, 'UDP'],
  [33, 'DCCP'],
  [41, 'IPv6'],
  [46, 'RSVP'],
  [47, 'GRE'],
  [50, 'ESP'],
  [51, 'AH'],
  [58, 'ICMPv6'],
  [59, 'No next header'],
  [88, 'EIGRP'],
  [89, 'OSPF'],
  [97, 'EtherIP'],
  [103, 'PIM'],
  [108, 'IPComp'],
  [112, 'VRRP'],
  [115, 'L2TPv3'],
  [132, 'SCTP'],
  [136, 'UDP-Lite'],
  [137, 'MPLS'],
]);

/** The layer for an IP protocol number. */
export const layerOfProtocol = (protocol: number): string =>
  layers.get(protocol) ?? `IP protocol ${protocol}`;
