import { Chart } from './chart.js';
import { Table } from './parts.js';
import { addressOf, place } from './router.js';
import { h } from './vendor/preact.js';
import { when } from './time.js';
import { count, duration, percent, size } from './words.js';

/** @typedef {import('../../triggers/capture-file.ts').TrafficView} TrafficView */

/** The traffic of a machine. @param {{ view: TrafficView, target: number }} props */
export function Traffic({ view: { summary, alert, capture }, target }) {
  const { traffic, file } = summary;
  const { tcp, dns, packets, bytes } = traffic;
  const handshakesFailed = tcp.handshakes.refused + tcp.handshakes.unanswered;
  const segments = traffic.protocols.find(({ name }) => name === 'TCP')?.packets ?? 0;
  const failures = Object.values(dns.failures).reduce((sum, each) => sum + each, 0);
  const notes = [file.problem, ...floodNotes(tcp), ...gapNotes(traffic)];
  if (file.format === 'unknown') return [note(file.problem)];
  const seen = segments - (tcp.cutHeaders ?? 0);
  const isTcpKnown = seen > 0 || (segments === 0 && gapNotes(traffic).length === 0);
  const isDnsKnown = dns.questions + dns.responses > 0 || gapNotes(traffic).length === 0;
  const tcpFigure = (/** @type {number} */ value, /** @type {LowerBound} */ what) =>
    isTcpKnown ? atLeast(count(value), tcp.lowerBounds?.includes(what)) : '–';
  const linked = (
    /** @type {import('./parts.js').Children} */ text,
    /** @type {string} */ filter,
  ) => h('a', { href: packetsAddress(target, filter) }, text);
  return [
    ...notes.map(note),
    h(
      'dl',
      { class: 'figures' },
      figure('Packets', count(packets)),
      figure('Bytes', size(bytes)),
      figure(
        'Retransmissions',
        tcpFigure(tcp.retransmissions, 'retransmissions'),
        seen > 0 ? percent(tcp.retransmissions, seen) : '',
        tcp.retransmissions > seen / 50,
        tcp.retransmissions > 0 ? packetsAddress(target, 'retransmission') : undefined,
      ),
      figure(
        'Resets',
        isTcpKnown ? count(tcp.resets) : '–',
        '',
        tcp.resets > 0,
        tcp.resets > 0 ? packetsAddress(target, 'flags rst') : undefined,
      ),
      figure(
        'Handshakes failed',
        tcpFigure(handshakesFailed, 'handshakes'),
        isTcpKnown ? `of ${tcpFigure(tcp.handshakes.tried, 'handshakes')}` : '',
        handshakesFailed > 0,
        handshakesFailed > 0 ? packetsAddress(target, 'flags syn or flags rst') : undefined,
      ),
      figure(
        'Round trip',
        tcp.roundTrip ? duration(tcp.roundTrip.median / 1000) : '–',
        tcp.roundTrip && `95 % in ${duration(tcp.roundTrip.p95 / 1000)}`,
      ),
      figure(
        'DNS failures',
        isDnsKnown
          ? atLeast(count(failures + dns.unanswered), dns.lowerBounds?.includes('unanswered'))
          : '–',
        isDnsKnown ? `of ${count(dns.questions)}` : '',
        failures + dns.unanswered > 0,
        failures > 0 ? packetsAddress(target, 'dns-failure') : undefined,
      ),
    ),
    traffic.timeline &&
      h(OverTime, { timeline: traffic.timeline, alert, endedAt: capture.endedAt }),
    h(
      'div',
      { class: 'tables' },
      h(Table, {
        caption: `Top talkers${uncertainty(traffic.talkers)}`,
        head: ['Address', 'Sent', 'Received'],
        numbers: [1, 2],
        rows: traffic.talkers.rows.map(({ address, names, sent, received }) => [
          h(
            'span',
            null,
            linked(h('code', null, address), `host ${address}`),
            names && h('small', { class: 'quiet' }, ` ${names.join(', ')}`),
          ),
          size(sent.bytes),
          size(received.bytes),
        ]),
      }),
      h(Table, {
        caption: `Conversations${uncertainty(traffic.conversations)}`,
        head: ['Between', 'Packets', 'Bytes'],
        numbers: [1, 2],
        rows: traffic.conversations.rows.map((row) => [
          linked(
            h('span', null, h('code', null, row.one), ' ↔ ', h('code', null, row.other)),
            `host ${row.one} and host ${row.other}`,
          ),
          count(row.packets),
          size(row.bytes),
        ]),
      }),
      h(Table, {
        caption: 'Protocols',
        head: ['Protocol', 'Packets', 'Bytes', 'Share'],
        numbers: [1, 2, 3],
        rows: traffic.protocols.map((row) => [
          row.name,
          count(row.packets),
          size(row.bytes),
          percent(row.bytes, bytes),
        ]),
      }),
      h(Table, {
        caption: `Ports${uncertainty(traffic.ports)}`,
        head: ['Port', 'Packets', 'Bytes', 'Share'],
        numbers: [1, 2, 3],
        rows: traffic.ports.rows.map((row) => [
          linked(
            `${row.protocol} ${row.port}${row.service ? ` (${row.service})` : ''}`,
            `${row.protocol.toLowerCase()} port ${row.port}`,
          ),
          count(row.packets),
          size(row.bytes),
          percent(row.bytes, bytes),
        ]),
      }),
      dns.failedNames.length > 0 &&
        h(Table, {
          caption: 'Names that DNS failed for',
          head: ['Name', 'Failure', 'Times'],
          numbers: [2],
          rows: dns.failedNames.map((row) => [
            h('code', null, row.name),
            row.failure,
            count(row.count),
          ]),
        }),
    ),
  ];
}

/** The address of the packets that match a filter. @param {number} target @param {string} filter */
const packetsAddress = (target, filter) =>
  addressOf({ id: place().id, tab: 'packets', query: { target: String(target), filter } });

/** @typedef {TrafficView['summary']['traffic']} TrafficCounts */
/** @typedef {'connections' | 'handshakes' | 'retransmissions'} LowerBound */

/** @param {string | undefined} text */
const note = (text) => text && h('p', { class: 'warning', role: 'note' }, text);

/** @param {string} value @param {boolean | undefined} isLowerBound */
const atLeast = (value, isLowerBound) => (isLowerBound ? `≥ ${value}` : value);

/** Notes on SYN floods. @param {TrafficCounts['tcp']} tcp */
const floodNotes = ({ synFloods = [] }) =>
  synFloods.map(
    ({ target, port, syns, completed, seconds, sources, sourcesAtLeast }) =>
      `SYN flood: ${count(syns)} SYNs to ${target} port ${port} in ${duration(seconds)} from ` +
      `${atLeast(count(sources), sourcesAtLeast)} addresses, ${count(completed)} completed.`,
  );

/** Notes on packets that could not be read completely. @param {TrafficCounts} traffic */
const gapNotes = ({ notRead = [], notCaptured = [] }) => [
  ...notCaptured.map(
    ({ layer, packets }) =>
      `Of ${count(packets)} packets the ${layer} header was not captured: capture at least 128 bytes of each packet.`,
  ),
  ...notRead
    .slice(0, 5)
    .map(
      ({ what, packets }) =>
        `${count(packets)} packets hold ${what}, which is not read here: open the file in Wireshark.`,
    ),
];

/**
 * @param {string} name
 * @param {string} value
 * @param {string} [more]
 * @param {boolean} [isBad]
 * @param {string} [href] the packets that it counts
 */
const figure = (name, value, more, isBad, href) =>
  h(
    'div',
    { class: isBad ? 'bad' : '' },
    h('dt', null, name),
    h('dd', null, href ? h('a', { href }, value) : value, more && h('small', null, ` ${more}`)),
  );

/** @param {{ uncertainBytes?: number }} largest */
const uncertainty = ({ uncertainBytes }) =>
  uncertainBytes === undefined
    ? ''
    : ` (each may lack ${size(uncertainBytes)}: there were too many to count all)`;

/**
 * @param {{
 *   timeline: NonNullable<TrafficView['summary']['traffic']['timeline']>,
 *   alert: TrafficView['alert'],
 *   endedAt: string,
 * }} props
 */
function OverTime({ timeline, alert, endedAt }) {
  const { start, stepSeconds, packets, bytes, problems } = timeline;
  const begin = Date.parse(start) / 1000;
  // Draw the last step up to its end.
  const times = [...packets, 0].map((_, index) => begin + index * stepSeconds);
  const stepped = (/** @type {number[]} */ values) => [...values, values.at(-1) ?? 0];
  const firedAt = Date.parse(alert.firedAt) / 1000;
  const resolvedAt = Date.parse(alert.resolvedAt ?? endedAt) / 1000;
  const mark = { from: firedAt, to: resolvedAt };
  const per = `per ${duration(stepSeconds)}`;
  const before = begin - firedAt;
  return h(
    'figure',
    null,
    h(Chart, {
      label: `Bytes ${per} over time, ${size(Math.max(...bytes))} at most`,
      times,
      mark,
      series: [
        {
          label: `Bytes ${per}`,
          values: stepped(bytes),
          color: '--accent',
          fill: '--accent-soft',
          format: size,
        },
      ],
    }),
    h(Chart, {
      label: `Packets ${per} over time, ${count(Math.max(...packets))} at most, and ${count(problems.reduce((sum, each) => sum + each, 0))} problems`,
      times,
      mark,
      series: [
        { label: `Packets ${per}`, values: stepped(packets), color: '--second', format: count },
        {
          label: 'Problems',
          values: [...problems, 0],
          color: '--bad',
          fill: '--bad',
          bars: true,
          format: count,
        },
      ],
    }),
    h(
      'figcaption',
      { class: 'quiet' },
      h('span', { class: 'swatch' }),
      `The alert stood from ${when(alert.firedAt)}`,
      alert.resolvedAt ? ` to ${when(alert.resolvedAt)}` : ', and was not resolved before the end',
      before > 0 ? `; the first packet came ${duration(before)} after it fired.` : '.',
      ' Problems are retransmissions, resets and DNS failures.',
    ),
  );
}
