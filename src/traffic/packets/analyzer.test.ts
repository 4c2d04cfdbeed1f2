import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { capturedFrame, dnsMessage, tcpFrame, udpFrame } from '../../test-support/capture-files.ts';
import type { Frame } from '../files/frame.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { Analyzer } from './analyzer.ts';
import { packetRow } from './packet-row.ts';

const address = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.1.0.1');
const port = fc.constantFrom(80, 443, 40_000);
const ends = fc.record({ from: address, to: address, fromPort: port, toPort: port });

const segment = fc
  .record({
    ends,
    flags: fc.constantFrom(0x02, 0x12, 0x10, 0x18, 0x11, 0x04),
    sequence: fc.constantFrom(1, 2, 11, 21),
    acknowledgment: fc.constantFrom(0, 1, 11),
    size: fc.constantFrom(0, 1, 10),
    isTagged: fc.boolean(),
  })
  .map(({ ends: of, size, isTagged, ...header }) => {
    const data = tcpFrame(header, size, of);
    return isTagged ? withVlan(data) : data;
  });
const question = ends.map((of) => udpFrame(dnsMessage(1, 'a.test'), { ...of, toPort: 53 }));

/** A frame with an IEEE 802.1Q tag, which is not read by the short way. */
const withVlan = (data: Buffer): Buffer =>
  Buffer.concat([data.subarray(0, 12), Buffer.from([0x81, 0, 0, 7]), data.subarray(12)]);

const primitive = fc.constantFrom(
  'host 10.0.0.1',
  'src host 10.0.0.2',
  'dst net 10.1.0.0/16',
  'port 80',
  'src port 443',
  'tcp dst port 80',
  'udp port 53',
  'tcp',
  'udp',
  'dns',
  'icmp',
  'vlan',
  'flags syn',
  'less 60',
  'after 2',
  'retransmission',
  'out-of-order',
  'duplicate-ack',
);
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    primitive,
    fc
      .tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter'))
      .map((all) => `(${all.join(' ')})`),
    tie('filter').map((inner) => `not ${inner}`),
  ),
}));

test('a filter that passes over connections gives the same rows as the analysis of all packets', () => {
  const start = Date.UTC(2026, 10, 20, 2, 14) * 1000;
  fc.assert(
    fc.property(
      fc.array(fc.oneof(segment, segment, question), { maxLength: 40 }),
      filter,
      (list, text) => {
        const frames: Frame[] = list.map((data, index) => capturedFrame(data, start + index * 3e5));
        const parsed = parseFilter(text);
        const whole = new Analyzer();
        const expected = frames
          .map((frame) => whole.see(frame))
          .map((seen, index) => (parsed.matches(seen) ? packetRow(index + 1, seen) : undefined));
        const short = new Analyzer();
        const actual = frames
          .map((frame) => short.match(frame, parsed))
          .map((seen, index) => seen && packetRow(index + 1, seen));
        assert.deepEqual(actual, expected);
      },
    ),
    // Planted faults were found within 125 runs, or not within 2,000.
    { numRuns: 200 },
  );
});

test('a packet that is passed over is not analyzed, and its time may be the first', () => {
  const filter = parseFilter('port 443');
  const analyzer = new Analyzer();
  const [other, wanted] = [80, 443].map((toPort) => tcpFrame({ sequence: 1 }, 10, { toPort }));
  assert.ok(other && wanted);
  assert.equal(analyzer.match(capturedFrame(other, 1e15), filter), undefined);
  assert.equal(analyzer.start, 1e15);
  const kinds = [wanted, withVlan(other), wanted, withVlan(wanted)].map(
    (data, index) => analyzer.match(capturedFrame(data, 1.1e15 + index * 1e6), filter)?.kind,
  );
  assert.deepEqual(kinds, [undefined, undefined, 'retransmission', 'retransmission']);
  assert.equal(analyzer.start, 1e15);
});
