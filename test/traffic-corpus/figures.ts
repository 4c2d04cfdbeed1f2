import type { TrafficSummary } from '../../src/traffic/summarize.ts';
import type { TsharkRow } from './tshark-rows.ts';

/** The figures that a summary and tshark are compared by. */
export interface Figures {
  packets: number;
  bytes: number;
  segments: number;
  resets: number;
  retransmissions: number;
  connections: number;
  handshakesTried: number;
  handshakesCompleted: number;
  dnsQuestions: number;
  dnsAnswers: number;
  dnsFailures: number;
  dnsUnanswered: number;
}

/** The figures of a summary. */
export function figuresOfSummary({ traffic }: TrafficSummary): Figures {
  const { packets, bytes, protocols, tcp, dns } = traffic;
  return {
    packets,
    bytes,
    segments: protocols.find(({ name }) => name === 'TCP')?.packets ?? 0,
    resets: tcp.resets,
    retransmissions: tcp.retransmissions,
    connections: tcp.connections,
    handshakesTried: tcp.handshakes.tried,
    handshakesCompleted: tcp.handshakes.completed,
    dnsQuestions: dns.questions,
    dnsAnswers: dns.responses,
    dnsFailures: Object.values(dns.failures).reduce((sum, each) => sum + each, 0),
    dnsUnanswered: dns.unanswered,
  };
}

const flag = { syn: 0x02, reset: 0x04, ack: 0x10 };
/** Seconds. A younger question at the end of the file may still get an answer. */
const patience = 1;

/** The figures by what tshark says of each packet. */
export function figuresOfTshark(records: readonly TsharkRow[]): Figures {
  // tshark also prints pcapng's custom blocks, which its capinfos does not count as packets.
  const rows = records.filter((row) => row['frame.cb_pen'].length === 0);
  const figures: Figures = {
    packets: rows.length,
    bytes: rows.reduce((sum, row) => sum + Number(row['frame.len'][0]), 0),
    segments: 0,
    resets: 0,
    retransmissions: 0,
    connections: 0,
    handshakesTried: 0,
    handshakesCompleted: 0,
    dnsQuestions: 0,
    dnsAnswers: 0,
    dnsFailures: 0,
    dnsUnanswered: 0,
  };
  // Errors of ICMP and samples of sFlow carry a packet that they report on.
  const sent = rows.filter((row) => !/:(icmp(v6)?:(ip|ipv6)|sflow:\w+):/.test(protocolsOf(row)));
  countTcp(figures, sent);
  countDns(figures, records, sent);
  return figures;
}

const protocolsOf = (row: TsharkRow): string => `:${row['frame.protocols'][0] ?? ''}:`;

function countTcp(figures: Figures, rows: readonly TsharkRow[]): void {
  const streams = new Map<string, Stream>();
  for (const row of rows) {
    if (protocolsOf(row).includes(':tcp:')) figures.segments += 1;
    const [id, flags] = [row['tcp.stream'].at(-1), Number(row['tcp.flags'].at(-1))];
    if (id === undefined) continue;
    const stream = streams.get(id) ?? newStream();
    streams.set(id, stream);
    followHandshake(stream, flags, row['tcp.analysis.initial_rtt'].length > 0);
    if ((flags & flag.reset) !== 0) figures.resets += 1;
    if (row['tcp.analysis.retransmission'].length > 0) figures.retransmissions += 1;
  }
  const opened = [...streams.values()].filter(({ isOpened }) => isOpened);
  figures.connections = streams.size;
  figures.handshakesTried = opened.length;
  figures.handshakesCompleted = opened.filter(({ isCompleted }) => isCompleted).length;
}

interface Stream {
  isOpened: boolean;
  isAnswered: boolean;
  isReset: boolean;
  isCompleted: boolean;
}

const newStream = (): Stream => ({
  isOpened: false,
  isAnswered: false,
  isReset: false,
  isCompleted: false,
});

/**
 * A handshake is completed by an acknowledgment after the SYN-ACK, or, when that was not captured, by
 * the segment for which tshark shows a round trip. tshark also shows one for a reset, and none when it
 * is 0.
 */
function followHandshake(stream: Stream, flags: number, hasRoundTrip: boolean): void {
  const opening = flags & (flag.syn | flag.ack);
  if (opening === flag.syn) stream.isOpened = true;
  else if (opening === (flag.syn | flag.ack)) stream.isAnswered = true;
  else if ((flags & flag.reset) !== 0) stream.isReset ||= hasRoundTrip;
  else if (opening === flag.ack) {
    stream.isCompleted ||= stream.isAnswered || (hasRoundTrip && !stream.isReset);
  }
}

function countDns(
  figures: Figures,
  records: readonly TsharkRow[],
  sent: readonly TsharkRow[],
): void {
  const timeOf = (row: TsharkRow): number => Number(row['frame.time_epoch'][0] ?? 0);
  const last = records.reduce((latest, row) => Math.max(latest, timeOf(row)), 0);
  const answered = new Set(records.flatMap((row) => row['dns.response_to']));
  const numbers = new Map(records.map((row, index) => [row, String(index + 1)]));
  for (const row of sent) {
    const ports = [...row['udp.srcport'], ...row['udp.dstport']];
    const [isResponse] = row['dns.flags.response'];
    if (!protocolsOf(row).includes(':dns:') || !ports.includes('53') || isResponse === undefined) {
      continue;
    }
    if (isResponse === '1') {
      figures.dnsAnswers += 1;
      if (Number(row['dns.flags.rcode'][0]) > 0) figures.dnsFailures += 1;
    } else {
      figures.dnsQuestions += 1;
      const isOld = last - timeOf(row) >= patience;
      if (!answered.has(numbers.get(row) ?? '') && isOld) figures.dnsUnanswered += 1;
    }
  }
}
