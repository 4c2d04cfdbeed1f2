import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dnsMessage, ipv4Frame, tcpFrame, udpFrame } from '../test-support/capture-files.ts';
import type { Traffic } from './traffic.ts';
import { TrafficMeter } from './traffic.ts';

const start = Date.UTC(2026, 10, 20, 2, 14) * 1000;
const [local, remote] = ['10.0.0.4', '10.0.0.5'];
const out = { from: local, to: remote, fromPort: 40_000, toPort: 443 };
const back = { from: remote, to: local, fromPort: 443, toPort: 40_000 };
const [syn, rst, ack] = [0x02, 0x04, 0x10];

/** Measures frames that come at these times, in milliseconds. */
function measure(...frames: [at: number, data: Buffer][]): Traffic {
  const meter = new TrafficMeter();
  for (const [at, data] of frames) {
    meter.add({ time: start + at * 1000, length: data.length, data, linkType: 1 });
  }
  return meter.result();
}

describe('TCP', () => {
  const handshake: [number, Buffer][] = [
    [0, tcpFrame({ sequence: 100, flags: syn }, 0, out)],
    [20, tcpFrame({ sequence: 500, acknowledgment: 101, flags: syn | ack }, 0, back)],
    [21, tcpFrame({ sequence: 101, acknowledgment: 501 }, 0, out)],
  ];

  test('a handshake is timed from its SYN to its last acknowledgment', () => {
    const { tcp } = measure(...handshake);
    assert.deepEqual(tcp.handshakes, { tried: 1, completed: 1, refused: 0, unanswered: 0 });
    assert.equal(tcp.roundTrip?.max, 21);
  });

  test('a handshake is refused by a reset, and unanswered after a second', () => {
    const refused = tcpFrame({ acknowledgment: 101, flags: rst | ack }, 0, back);
    assert.equal(measure(handshake[0]!, [5, refused]).tcp.handshakes.refused, 1);
    const later = ipv4Frame(1, Buffer.alloc(8));
    assert.equal(measure(handshake[0]!, [900, later]).tcp.handshakes.unanswered, 0);
    assert.equal(measure(handshake[0]!, [1100, later]).tcp.handshakes.unanswered, 1);
  });

  const data = (sequence: number): Buffer => tcpFrame({ sequence, acknowledgment: 501 }, 50, out);

  test('data that comes again is a retransmission; overtaken data is none', () => {
    assert.equal(measure(...handshake, [30, data(101)], [250, data(101)]).tcp.retransmissions, 1);
    const overtaken = measure([0, data(101)], [1, data(201)], [2, data(151)]);
    assert.equal(overtaken.tcp.retransmissions, 0);
  });

  test('sequence numbers go round', () => {
    const { tcp } = measure([0, data(0xffffffe0)], [30, data(0x12)], [300, data(0xffffffe0)]);
    assert.equal(tcp.retransmissions, 1);
  });

  test('a keep-alive is no retransmission', () => {
    const keepAlive = tcpFrame({ sequence: 150, acknowledgment: 501 }, 1, out);
    assert.equal(measure([0, data(101)], [30_000, keepAlive]).tcp.retransmissions, 0);
  });

  test('the same ports serve for one connection after another', () => {
    const again = tcpFrame({ sequence: 9000, flags: syn }, 0, out);
    assert.equal(measure(...handshake, [60_000, again]).tcp.connections, 2);
  });
});

describe('DNS', () => {
  const ask = (id: number, name: string): Buffer => udpFrame(dnsMessage(id, name));
  const answer = (id: number, name: string, code: number): Buffer =>
    udpFrame(dnsMessage(id, name, 0x8180 | code), {
      from: remote,
      to: local,
      fromPort: 53,
      toPort: 40_000,
    });

  test('answers with an error, and questions without an answer, are told by name', () => {
    const { dns } = measure(
      [0, ask(1, 'good.test')],
      [5, answer(1, 'good.test', 0)],
      [10, ask(2, 'bad.test')],
      [15, answer(2, 'bad.test', 3)],
      [20, ask(3, 'lost.test')],
      [2000, ask(4, 'late.test')],
    );
    assert.deepEqual(dns, {
      questions: 4,
      responses: 2,
      failures: { NXDOMAIN: 1 },
      unanswered: 1,
      failedNames: [
        { name: 'bad.test', failure: 'NXDOMAIN', count: 1 },
        { name: 'lost.test', failure: 'no answer', count: 1 },
      ],
    });
  });

  test('a name is written in printable characters', () => {
    const { dns } = measure([0, answer(1, 'a\u0007\u001b[31m<b>.test', 3)]);
    assert.equal(dns.failedNames[0]?.name, 'a\\007\\027[31m<b>.test');
  });
});

test('packets are counted by address, protocol and port, and over time', () => {
  const traffic = measure(
    [0, tcpFrame({}, 100, out)],
    [500, tcpFrame({}, 0, back)],
    [1500, udpFrame(Buffer.alloc(30), { from: local, to: '10.0.0.6' })],
  );
  assert.deepEqual(traffic.talkers.rows[0], {
    address: local,
    sent: { packets: 2, bytes: 154 + 72 },
    received: { packets: 1, bytes: 54 },
  });
  assert.deepEqual(
    traffic.protocols.map(({ name, packets }) => [name, packets]),
    [
      ['IPv4', 3],
      ['TCP', 2],
      ['UDP', 1],
    ],
  );
  const [https] = traffic.ports.rows;
  assert.deepEqual(https, { protocol: 'TCP', port: 443, service: 'https', packets: 2, bytes: 208 });
  assert.equal(
    traffic.timeline?.packets.reduce((sum, each) => sum + each, 0),
    3,
  );
  assert.equal(traffic.firstPacket, '2026-11-20T02:14:00.000Z');
});

test('memory does not grow with the number of addresses, connections and names', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const meter = new TrafficMeter();
  const heap = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const add = (from: number, to: number): void => {
    for (let index = from; index < to; index++) {
      const ends = {
        from: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
        fromPort: 1024 + (index % 60_000),
      };
      const frames = [
        tcpFrame({ flags: syn, sequence: index }, 0, ends),
        udpFrame(dnsMessage(index & 0xffff, `host-${index}.test`), ends),
        udpFrame(dnsMessage(index & 0xffff, `host-${index}.test`, 0x8183), {
          ...ends,
          fromPort: 53,
        }),
      ];
      for (const data of frames) {
        meter.add({ time: start + index * 1000, length: data.length, data, linkType: 1 });
      }
    }
  };
  add(0, 30_000);
  const before = heap();
  add(30_000, 100_000);
  assert.ok(heap() - before < 4e6, `${heap() - before} bytes more`);
  const { tcp, talkers } = meter.result();
  assert.equal(tcp.isApproximate, true);
  assert.ok(talkers.uncertainBytes !== undefined);
  assert.equal(tcp.connections, 100_000);
});
