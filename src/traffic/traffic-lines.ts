import type { TrafficSummary } from './summarize.ts';

/**
 * The traffic of a capture in at most three lines: volume and peers, TCP, DNS. Omits protocols that were
 * not captured or could not be read.
 */
export function trafficLines({ file, traffic }: TrafficSummary): string[] {
  if (traffic.packets === 0) return [file.problem ?? 'No packets were captured.'];
  return [
    [volumeLine(traffic), file.problem].filter(Boolean).join(' '),
    tcpLine(traffic, file.problem !== undefined),
    dnsLine(traffic, file.problem !== undefined),
  ];
}

type Traffic = TrafficSummary['traffic'];

/** A smaller share of the bytes says nothing, as in a flood from many addresses. */
const notableShare = 0.01;
const whatToDo = 'capture at least 128 bytes of each packet';

function volumeLine({ packets, bytes, firstPacket, lastPacket, conversations }: Traffic): string {
  const seconds = (Date.parse(lastPacket ?? '') - Date.parse(firstPacket ?? '')) / 1000;
  const during = Number.isNaN(seconds) ? '' : ` in ${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const [first] = conversations.rows;
  const isNotable = first !== undefined && first.bytes >= bytes * notableShare;
  const most =
    isNotable &&
    `, most between ${first.one} and ${first.other}${inBrackets(share(first.bytes, bytes))}`;
  return `${count(packets, 'packet')}, ${size(bytes)}${during}${most || ''}.`;
}

function tcpLine(traffic: Traffic, isDamaged: boolean): string {
  const { tcp, protocols } = traffic;
  const segments = protocols.find(({ name }) => name === 'TCP')?.packets ?? 0;
  if (segments === 0) return nothingOf('TCP', traffic, isDamaged);
  const cut = tcp.cutHeaders ?? 0;
  const read = segments - cut;
  if (read <= 0) {
    return `TCP: the headers of ${count(segments, 'segment')} were not captured, so retransmissions, resets and handshakes are not known; ${whatToDo}.`;
  }
  const { retransmissions, resets, handshakes, roundTrip, lowerBounds = [], synFloods = [] } = tcp;
  const isLow = (what: (typeof lowerBounds)[number]): string =>
    lowerBounds.includes(what) ? 'at least ' : '';
  const failed = handshakes.refused + handshakes.unanswered;
  const opened =
    handshakes.tried === 0
      ? 'no connection was opened'
      : `${isLow('handshakes')}${failed.toLocaleString('en')} of ${isLow('handshakes')}${count(handshakes.tried, 'handshake')} failed`;
  const trip =
    roundTrip &&
    `; round trip ${milliseconds(roundTrip.median)}, 95 % within ${milliseconds(roundTrip.p95)}`;
  const [flood] = synFloods;
  const unknown =
    cut > 0 && ` The headers of ${count(cut, 'more segment')} were not captured; ${whatToDo}.`;
  return [
    flood && floodSentence(flood),
    `TCP: ${isLow('retransmissions')}${count(retransmissions, 'retransmission')}${inBrackets(share(retransmissions, read))}, ${count(resets, 'reset')}, ${opened}${trip ?? ''}.`,
    unknown && unknown.trim(),
  ]
    .filter(Boolean)
    .join(' ');
}

/** Describes a SYN flood in a sentence. */
export function floodSentence(flood: NonNullable<Traffic['tcp']['synFloods']>[number]): string {
  const { target, port, syns, completed, seconds, sources, sourcesAtLeast } = flood;
  const from = `${sourcesAtLeast ? 'at least ' : ''}${count(sources, 'address', 'es')}`;
  return `SYN flood: ${count(syns, 'SYN')} to ${target} port ${port} in ${seconds.toFixed(1)} s from ${from}, ${completed.toLocaleString('en')} completed.`;
}

function dnsLine(traffic: Traffic, isDamaged: boolean): string {
  const { questions, responses, failures, unanswered, failedNames, cutHeaders = 0 } = traffic.dns;
  const cut =
    cutHeaders > 0 &&
    `the headers of ${count(cutHeaders, 'message')} were not captured; ${whatToDo}.`;
  if (questions + responses === 0) {
    return cut ? `DNS: ${cut}` : nothingOf('DNS', traffic, isDamaged);
  }
  const failed = Object.values(failures).reduce((sum, each) => sum + each, 0);
  const [worst] = failedNames;
  const example = worst && `, most for ${worst.name} (${worst.failure})`;
  const atLeast = traffic.dns.lowerBounds?.includes('unanswered') ? 'at least ' : '';
  const line = `DNS: ${failed.toLocaleString('en')} of ${count(responses, 'answer')} failed, ${atLeast}${unanswered.toLocaleString('en')} of ${count(questions, 'question')} got none${example ?? ''}.`;
  return cut ? `${line} ${cut[0]?.toUpperCase() ?? ''}${cut.slice(1)}` : line;
}

/** Reports that a protocol is absent, and the part of the file in which it could not be seen. */
function nothingOf(what: 'TCP' | 'DNS', traffic: Traffic, isDamaged: boolean): string {
  const { notRead = [], notCaptured = [], protocols } = traffic;
  const fragments = protocols.find(({ name }) => name === 'IP fragment')?.packets ?? 0;
  const cut = notCaptured.reduce((sum, { packets }) => sum + packets, 0);
  const unread = notRead.reduce((sum, { packets }) => sum + packets, 0);
  const kinds = notRead.map((each) => each.what);
  const some = kinds.length > 3 ? `${kinds.slice(0, 3).join(', ')} and others` : kinds.join(', ');
  const reasons = [
    unread > 0 &&
      `${count(unread, 'packet')} ${unread === 1 ? 'holds' : 'hold'} what is not read here (${some}): open the file in Wireshark`,
    cut > 0 && `of ${count(cut, 'packet')} the headers were not captured: ${whatToDo}`,
    fragments > 0 &&
      `${count(fragments, 'packet')} ${fragments === 1 ? 'is a fragment' : 'are fragments'}`,
  ].filter((reason) => reason !== false);
  if (reasons.length === 0) return isDamaged ? `No ${what} in what could be read.` : `No ${what}.`;
  return `${what}: none was seen, but ${reasons.join('; ')}.`;
}

const count = (number: number, what: string, plural = 's'): string =>
  `${number.toLocaleString('en')} ${what}${number === 1 ? '' : plural}`;

const share = (part: number, whole: number): string | undefined =>
  whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : undefined;

const inBrackets = (text: string | undefined): string => (text === undefined ? '' : ` (${text})`);

const milliseconds = (value: number): string => `${Number(value.toPrecision(2))} ms`;

function size(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}
