import type { TrafficSummary } from './summarize.ts';

/** The traffic of a capture in three lines: how much and with whom, how TCP fared, how DNS fared. */
export const trafficLines = ({ file, traffic }: TrafficSummary): string[] => [
  [volumeLine(traffic), file.problem].filter(Boolean).join(' '),
  tcpLine(traffic.tcp, traffic.protocols),
  dnsLine(traffic.dns),
];

type Traffic = TrafficSummary['traffic'];

function volumeLine({ packets, bytes, firstPacket, lastPacket, conversations }: Traffic): string {
  if (packets === 0) return 'No packets were captured.';
  const seconds = (Date.parse(lastPacket ?? '') - Date.parse(firstPacket ?? '')) / 1000;
  const during = Number.isNaN(seconds) ? '' : ` in ${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const [first] = conversations.rows;
  const most =
    first && `, most between ${first.one} and ${first.other} (${share(first.bytes, bytes)})`;
  return `${count(packets, 'packet')}, ${size(bytes)}${during}${most ?? ''}.`;
}

function tcpLine(tcp: Traffic['tcp'], protocols: Traffic['protocols']): string {
  const segments = protocols.find(({ name }) => name === 'TCP')?.packets ?? 0;
  if (segments === 0) return 'No TCP.';
  const { retransmissions, resets, handshakes, roundTrip } = tcp;
  const failed = handshakes.refused + handshakes.unanswered;
  const opened =
    handshakes.tried === 0
      ? 'no connection was opened'
      : `${failed} of ${count(handshakes.tried, 'handshake')} failed`;
  const trip =
    roundTrip &&
    `; round trip ${milliseconds(roundTrip.median)}, 95 % within ${milliseconds(roundTrip.p95)}`;
  return `TCP: ${count(retransmissions, 'retransmission')} (${share(retransmissions, segments)}), ${count(resets, 'reset')}, ${opened}${trip ?? ''}.`;
}

function dnsLine({
  questions,
  responses,
  failures,
  unanswered,
  failedNames,
}: Traffic['dns']): string {
  if (questions + responses === 0) return 'No DNS.';
  const failed = Object.values(failures).reduce((sum, each) => sum + each, 0);
  const [worst] = failedNames;
  const example = worst && `, most for ${worst.name} (${worst.failure})`;
  return `DNS: ${failed} of ${count(responses, 'answer')} failed, ${unanswered} of ${count(questions, 'question')} got none${example ?? ''}.`;
}

const count = (number: number, what: string): string =>
  `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

const milliseconds = (value: number): string => `${Number(value.toPrecision(2))} ms`;

function size(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}
