import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TrafficSummary } from './summarize.ts';
import { trafficLines } from './traffic-lines.ts';

type Traffic = TrafficSummary['traffic'];
type Tcp = Traffic['tcp'];
type Dns = Traffic['dns'];

const noHandshakes = { tried: 0, completed: 0, refused: 0, unanswered: 0, abandoned: 0 };
const noTcp: Tcp = { connections: 0, retransmissions: 0, resets: 0, handshakes: noHandshakes };
const noDns: Dns = { questions: 0, responses: 0, failures: {}, unanswered: 0, failedNames: [] };
const protocol = (name: string, packets: number): Traffic['protocols'][number] => ({
  name,
  packets,
  bytes: packets * 100,
});

/** The lines of a summary that differs in these parts from one of ten packets without TCP or DNS. */
function linesOf(change: Partial<Traffic>, problem?: string): string[] {
  return trafficLines({
    version: 1,
    file: { format: 'pcap', bytesRead: 1000, ...(problem !== undefined && { problem }) },
    traffic: {
      packets: 10,
      bytes: 1000,
      talkers: { rows: [] },
      conversations: { rows: [] },
      protocols: [],
      ports: { rows: [] },
      tcp: noTcp,
      dns: noDns,
      ...change,
    },
  });
}

const tcpOf = (segments: number, tcp: Partial<Tcp>): string | undefined =>
  linesOf({ protocols: [protocol('TCP', segments)], tcp: { ...noTcp, ...tcp } })[1];
const dnsOf = (dns: Partial<Dns>): string | undefined => linesOf({ dns: { ...noDns, ...dns } })[2];

describe('the line of the volume', () => {
  const volumeOf = (change: Partial<Traffic>): string | undefined => linesOf(change)[0];

  test('has the bytes in a unit in which they are readable', () => {
    for (const [bytes, text] of [
      [999, '999 bytes'],
      [1000, '1.0 KB'],
      [999_940, '999.9 KB'],
      [1_500_000, '1.5 MB'],
      [2_000_000_000, '2.0 GB'],
      [5_000_000_000_000, '5000.0 GB'],
    ] as const) {
      assert.equal(volumeOf({ packets: 1, bytes }), `1 packet, ${text}.`);
    }
  });

  test('has the seconds from the first packet to the last, when they have times', () => {
    const firstPacket = '2026-11-20T02:14:00.000Z';
    const until = (lastPacket: string) => volumeOf({ firstPacket, lastPacket });
    assert.equal(until('2026-11-20T02:14:09.940Z'), '10 packets, 1.0 KB in 9.9 s.');
    assert.equal(until('2026-11-20T02:14:10.000Z'), '10 packets, 1.0 KB in 10 s.');
    assert.equal(until('2026-11-20T02:16:00.600Z'), '10 packets, 1.0 KB in 121 s.');
    assert.equal(volumeOf({ lastPacket: firstPacket }), '10 packets, 1.0 KB.');
  });

  test('names the pair with most of the bytes, from one in a hundred on', () => {
    const between = (bytes: number) =>
      volumeOf({ conversations: { rows: [{ one: 'a', other: 'b', packets: 1, bytes }] } });
    assert.equal(between(10), '10 packets, 1.0 KB, most between a and b (1.0 %).');
    assert.equal(between(9), '10 packets, 1.0 KB.');
    const empty = { one: 'a', other: 'b', packets: 1, bytes: 0 };
    const nothing = volumeOf({ bytes: 0, conversations: { rows: [empty] } });
    assert.equal(nothing, '10 packets, 0 bytes, most between a and b.');
  });

  test('ends with the problem of the file', () => {
    assert.equal(linesOf({}, 'It is damaged.')[0], '10 packets, 1.0 KB. It is damaged.');
    assert.deepEqual(linesOf({ packets: 0 }, 'It is damaged.'), ['It is damaged.']);
    assert.deepEqual(linesOf({ packets: 0 }), ['No packets were captured.']);
  });
});

describe('the line of TCP', () => {
  test('has retransmissions, resets and failed handshakes', () => {
    const handshakes = {
      tried: 5000,
      completed: 1000,
      refused: 1000,
      unanswered: 3000,
      abandoned: 0,
    };
    const text = tcpOf(2000, { retransmissions: 1000, resets: 2, handshakes });
    assert.equal(
      text,
      'TCP: 1,000 retransmissions (50.0 %), 2 resets, 4,000 of 5,000 handshakes failed.',
    );
    assert.equal(
      tcpOf(1, { resets: 1 }),
      'TCP: 0 retransmissions (0.0 %), 1 reset, no connection was opened.',
    );
  });

  test('has the round trip to two digits', () => {
    const trip = (median: number, p95: number): string | undefined =>
      tcpOf(1, { roundTrip: { count: 1, min: 0, max: 0, median, p95 } })?.split('; ')[1];
    assert.equal(trip(0.1234, 1234), 'round trip 0.12 ms, 95 % within 1200 ms.');
    assert.equal(trip(21, 100), 'round trip 21 ms, 95 % within 100 ms.');
  });

  test('says which counts are lower bounds', () => {
    const handshakes = { ...noHandshakes, tried: 2, refused: 1 };
    assert.equal(
      tcpOf(1, { handshakes, lowerBounds: ['handshakes'] }),
      'TCP: 0 retransmissions (0.0 %), 0 resets, at least 1 of at least 2 handshakes failed.',
    );
    assert.equal(
      tcpOf(1, { handshakes, lowerBounds: ['retransmissions'] }),
      'TCP: at least 0 retransmissions (0.0 %), 0 resets, 1 of 2 handshakes failed.',
    );
  });

  test('says how many headers were not captured, of some segments or of all', () => {
    assert.equal(
      tcpOf(12, { retransmissions: 1, cutHeaders: 2 }),
      'TCP: 1 retransmission (10.0 %), 0 resets, no connection was opened. The headers of 2 more segments were not captured; capture at least 128 bytes of each packet.',
    );
    assert.equal(
      tcpOf(1, { cutHeaders: 1 }),
      'TCP: the headers of 1 segment were not captured, so retransmissions, resets and handshakes are not known; capture at least 128 bytes of each packet.',
    );
  });

  test('begins with the largest flood', () => {
    const flood = {
      target: '10.0.0.4',
      port: 80,
      syns: 5000,
      completed: 1200,
      seconds: 9.96,
      sources: 1,
    };
    const text = tcpOf(1, { synFloods: [flood, { ...flood, port: 81 }] });
    assert.equal(
      text,
      'SYN flood: 5,000 SYNs to 10.0.0.4 port 80 in 10.0 s from 1 address, 1,200 completed. TCP: 0 retransmissions (0.0 %), 0 resets, no connection was opened.',
    );
  });
});

describe('the line of DNS', () => {
  test('has failed answers and unanswered questions, and the name that failed most', () => {
    assert.equal(
      dnsOf({
        questions: 3000,
        responses: 2,
        failures: { NXDOMAIN: 1, SERVFAIL: 1 },
        unanswered: 1000,
        failedNames: [
          { name: 'a.test', failure: 'NXDOMAIN', count: 1 },
          { name: 'b.test', failure: 'SERVFAIL', count: 1 },
        ],
      }),
      'DNS: 2 of 2 answers failed, 1,000 of 3,000 questions got none, most for a.test (NXDOMAIN).',
    );
    assert.equal(
      dnsOf({ questions: 1, lowerBounds: ['unanswered'] }),
      'DNS: 0 of 0 answers failed, at least 0 of 1 question got none.',
    );
    assert.equal(dnsOf({ responses: 1 }), 'DNS: 0 of 1 answer failed, 0 of 0 questions got none.');
  });

  test('says how many headers were not captured, of some messages or of all', () => {
    assert.equal(
      dnsOf({ cutHeaders: 1 }),
      'DNS: the headers of 1 message were not captured; capture at least 128 bytes of each packet.',
    );
    assert.equal(
      dnsOf({ questions: 1, cutHeaders: 2 }),
      'DNS: 0 of 0 answers failed, 0 of 1 question got none. The headers of 2 messages were not captured; capture at least 128 bytes of each packet.',
    );
  });
});

describe('a protocol that was not seen', () => {
  const unread = (...packets: number[]): Traffic['notRead'] =>
    packets.map((count, index) => ({ what: `kind ${index + 1}`, packets: count, bytes: 1 }));

  test('is absent, as far as the file could be read', () => {
    assert.deepEqual(linesOf({}).slice(1), ['No TCP.', 'No DNS.']);
    assert.deepEqual(linesOf({}, 'It is damaged.').slice(1), [
      'No TCP in what could be read.',
      'No DNS in what could be read.',
    ]);
  });

  test('may be in what was not read, not captured, or in fragments', () => {
    for (const [change, reason] of [
      [
        { notRead: unread(1) },
        '1 packet holds what is not read here (kind 1): open the file in Wireshark',
      ],
      [
        { notRead: unread(1, 1, 1) },
        '3 packets hold what is not read here (kind 1, kind 2, kind 3): open the file in Wireshark',
      ],
      [
        { notRead: unread(1, 1, 1, 1) },
        '4 packets hold what is not read here (kind 1, kind 2, kind 3 and others): open the file in Wireshark',
      ],
      [
        {
          notCaptured: [
            { layer: 'IPv4', packets: 1 },
            { layer: 'UDP', packets: 2 },
          ],
        },
        'of 3 packets the headers were not captured: capture at least 128 bytes of each packet',
      ],
      [{ protocols: [protocol('IP fragment', 1)] }, '1 packet is a fragment'],
      [
        { notRead: unread(1), protocols: [protocol('UDP', 1), protocol('IP fragment', 2)] },
        '1 packet holds what is not read here (kind 1): open the file in Wireshark; 2 packets are fragments',
      ],
    ] as const) {
      const lines = linesOf(change as Partial<Traffic>, 'It is damaged.').slice(1);
      assert.deepEqual(
        lines,
        ['TCP', 'DNS'].map((what) => `${what}: none was seen, but ${reason}.`),
      );
    }
  });
});
