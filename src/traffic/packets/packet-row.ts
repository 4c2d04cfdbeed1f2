import { readDns, responseCodeName } from '../dns/dns-message.ts';
import type { Seen } from '../filter/filter.ts';
import { formatAddress } from '../layers/format-address.ts';
import type { Packet } from '../layers/packet.ts';
import { serverNameIn } from '../layers/server-name.ts';
import { tcpFlag } from '../layers/tcp.ts';
import { mac } from './fields/field.ts';

/** One line of the packet list. */
export interface PacketRow {
  /** Number from 1, in file order. */
  number: number;
  /** ISO 8601 UTC with microseconds; absent when the file has no time. */
  time?: string;
  /** Seconds since the first packet. */
  relativeSeconds?: number;
  source: string;
  destination: string;
  sourcePort?: number;
  destinationPort?: number;
  protocol: string;
  /** Bytes on the wire. */
  length: number;
  info: string;
  /** Problem of the packet, such as `retransmission`. */
  problem?: string;
}

/** The list row for a packet. */
export function packetRow(number: number, seen: Seen): PacketRow {
  const { packet, start } = seen;
  const { time, sourcePort, destinationPort } = packet;
  const problem = problemOf(seen);
  return {
    number,
    ...(!Number.isNaN(time) && {
      time: isoMicroseconds(time),
      relativeSeconds: Math.round(time - start) / 1e6,
    }),
    ...endsOf(packet),
    ...(sourcePort !== undefined && { sourcePort }),
    ...(destinationPort !== undefined && { destinationPort }),
    protocol: protocolOf(packet),
    length: packet.length,
    info: infoOf(packet),
    ...(problem && { problem }),
  };
}

/** A time as ISO 8601 UTC with microseconds. */
export function isoMicroseconds(time: number): string {
  const date = new Date(Math.floor(time / 1e6) * 1000);
  if (Number.isNaN(date.getTime())) return '';
  const fraction = String(Math.floor(time % 1e6)).padStart(6, '0');
  return `${date.toISOString().slice(0, 19)}.${fraction}Z`;
}

function problemOf({ packet, kind, isDnsFailure }: Seen): string | undefined {
  if (isDnsFailure) return 'DNS failure';
  if (packet.tcp !== undefined && (packet.tcp.flags & tcpFlag.rst) !== 0) return 'reset';
  return kind;
}

function endsOf(packet: Packet): { source: string; destination: string } {
  const { source, destination, bytes, layers } = packet;
  if (source !== undefined && destination !== undefined) {
    return { source: formatAddress(source), destination: formatAddress(destination) };
  }
  const isEthernet = layers[0]?.name === 'Ethernet' && bytes.length >= 12;
  if (!isEthernet) return { source: '', destination: '' };
  return { source: mac(bytes.subarray(6, 12)), destination: mac(bytes.subarray(0, 6)) };
}

/** The innermost protocol; for a TCP segment, the protocol of its payload. */
function protocolOf(packet: Packet): string {
  const { layers, bytes, payloadStart: at, payloadEnd: end, sourcePort, destinationPort } = packet;
  const innermost = layers.at(-1)?.name ?? '';
  if (innermost !== 'TCP' || end - at < 5) return innermost;
  const first = bytes[at] ?? 0;
  if (first >= 20 && first <= 23 && bytes[at + 1] === 3 && (bytes[at + 2] ?? 9) <= 4) return 'TLS';
  if (sourcePort === 53 || destinationPort === 53) return 'DNS';
  const text = bytes.toString('latin1', at, Math.min(end, at + 16));
  return /^(HTTP\/1\.[01] |(GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH|CONNECT|TRACE) )/.test(text)
    ? 'HTTP'
    : innermost;
}

const flagNames: [flag: number, name: string][] = [
  [tcpFlag.fin, 'FIN'],
  [tcpFlag.syn, 'SYN'],
  [tcpFlag.rst, 'RST'],
  [tcpFlag.psh, 'PSH'],
  [tcpFlag.ack, 'ACK'],
  [tcpFlag.urg, 'URG'],
];

/** Names of the TCP flags that are set. */
export const flagsOf = (flags: number): string =>
  flagNames
    .filter(([flag]) => (flags & flag) !== 0)
    .map(([, name]) => name)
    .join(', ');

function infoOf(packet: Packet): string {
  const { tcp, transport, sourcePort, destinationPort, cut, unread } = packet;
  const ports = sourcePort === undefined ? '' : `${sourcePort} → ${destinationPort ?? ''} `;
  if (tcp !== undefined) {
    const name = serverNameIn(packet);
    const { sequence, acknowledgment, window, dataLength, flags } = tcp;
    const ack = (flags & tcpFlag.ack) !== 0 ? ` Ack=${acknowledgment}` : '';
    return `${ports}[${flagsOf(flags)}] Seq=${sequence}${ack} Win=${window} Len=${dataLength}${name ? ` ${name}` : ''}`;
  }
  if (packet.arp !== undefined) {
    const { sender, target } = packet.arp;
    return `${formatAddress(sender)} about ${formatAddress(target)}`;
  }
  if (cut !== undefined) return `${ports}${cut} header not captured`;
  if (packet.layers.at(-1)?.name === 'DNS') return dnsInfo(packet);
  if (transport !== undefined) return `${ports}Len=${packet.payloadEnd - packet.payloadStart}`;
  if (unread !== undefined) return `${unread} is not read`;
  return packet.layers.map((layer) => layer.name).join(' / ');
}

function dnsInfo(packet: Packet): string {
  const message = readDns(packet.bytes.subarray(packet.payloadStart, packet.payloadEnd));
  if (message === undefined) return '';
  const { isResponse, responseCode, name = '' } = message;
  const kind = isResponse ? `Response ${responseCodeName(responseCode)}` : 'Query';
  return `${kind} ${name}`.trimEnd();
}
