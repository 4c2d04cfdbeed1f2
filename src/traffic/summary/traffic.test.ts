import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  capturedFrame,
  dnsMessage,
  ipv4Frame,
  tcpFrame,
  udpFrame,
} from '../../test-support/capture-files.ts';
import { clientHello, serverName } from '../../test-support/client-hello.ts';
import { linkEncapsulations, tunnelEncapsulations } from '../../test-support/encapsulations.ts';
import { back, local, out, remote, rst, syn } from '../../test-support/tcp-exchange.ts';
import type { Frame } from '../files/frame.ts';
import type { Traffic } from './traffic.ts';
import { TrafficMeter } from './traffic.ts';

const start = Date.UTC(2026, 10, 20, 2, 14) * 1000;

/** A frame at a time in milliseconds. */
const frameOf = (data: Buffer, at: number, length?: number): Frame =>
  capturedFrame(data, start + at * 1000, length);

/** Measures frames with these times, in milliseconds. */
function measure(...frames: [at: number, data: Buffer][]): Traffic {
  const meter = new TrafficMeter();
  for (const [at, data] of frames) {
    meter.add(frameOf(data, at));
  }
  return meter.result();
}

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
      ['DNS', 1],
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

describe('what was not captured or cannot be decoded', () => {
  test('is counted by layer and has no other figures', () => {
    const meter = new TrafficMeter();
    const whole = tcpFrame({ flags: syn }, 0, out);
    for (const kept of [34, 42, 48]) meter.add(frameOf(whole.subarray(0, kept), 0, whole.length));
    const { tcp, notCaptured } = meter.result();
    assert.equal(tcp.cutHeaders, 3);
    assert.deepEqual(notCaptured, [{ layer: 'TCP', packets: 3 }]);
    assert.equal(tcp.connections, 0);
  });

  test('is named: a link type, an EtherType', () => {
    const meter = new TrafficMeter();
    const unknown = Buffer.alloc(60);
    unknown.writeUInt16BE(0x1234, 12);
    meter.add(frameOf(unknown, 0));
    meter.add({ ...frameOf(unknown, 0), linkType: 147 });
    const what = meter.result().notRead?.map((each) => each.what);
    assert.deepEqual(what, ['EtherType 0x1234', 'link type 147']);
  });
});

test('servers have the names that clients used', () => {
  const request = Buffer.from('GET / HTTP/1.1\r\nHost: example.test\r\n\r\n');
  const withData = (payload: Buffer): Buffer => {
    const frame = tcpFrame({}, payload.length, out);
    payload.copy(frame, frame.length - payload.length);
    return frame;
  };
  const { talkers } = measure(
    [0, withData(request)],
    [1, withData(clientHello([serverName('login.example.test')]))],
    [2, withData(clientHello([serverName('login.example.test')]))],
    [3, withData(clientHello([serverName('<script>')]))],
  );
  const server = talkers.rows.find(({ address }) => address === remote);
  assert.deepEqual(server?.names, ['login.example.test', 'example.test']);
});

describe('the protocols of a capture', () => {
  test('are counted once a packet, without the links that nearly every packet has', () => {
    const meter = new TrafficMeter();
    const encapsulated = [...linkEncapsulations, ...tunnelEncapsulations];
    const find = (layers: string): (typeof encapsulated)[number] =>
      encapsulated.find((each) => each.layers === layers) ?? assert.fail(layers);
    for (const layers of [
      ...['Loopback / IPv4', 'Raw IP / IPv4', 'Linux cooked / IPv4', 'Linux cooked 2 / IPv4'],
      ...['Ethernet / VLAN / VLAN / IPv4', 'Ethernet / IPv4 / IPv4', 'PPP / IPv4'],
    ]) {
      const { data, linkType } = find(layers);
      meter.add({ ...frameOf(data, 0), linkType });
    }
    const { protocols } = meter.result();
    assert.deepEqual(
      new Map(protocols.map(({ name, packets }) => [name, packets])),
      new Map([
        ['IPv4', 7],
        ['TCP', 7],
        ['VLAN', 1],
        ['PPP', 1],
      ]),
    );
  });

  test('stand by their bytes', () => {
    const { protocols } = measure(
      [0, udpFrame(Buffer.alloc(9), { toPort: 9 })],
      [0, tcpFrame({}, 500)],
      [0, ipv4Frame(1, Buffer.alloc(200))],
    );
    assert.deepEqual(
      protocols.map(({ name, bytes }) => [name, bytes]),
      [
        ['IPv4', 51 + 554 + 234],
        ['TCP', 554],
        ['ICMP', 234],
        ['UDP', 51],
      ],
    );
  });

  test('that are not read have their own names up to 512, and are "other" above', () => {
    const meter = new TrafficMeter();
    for (let type = 0; type < 600; type++) {
      const unknown = Buffer.alloc(60);
      unknown.writeUInt16BE(0x3000 + type, 12);
      meter.add(frameOf(unknown, 0));
    }
    const { notRead = [] } = meter.result();
    assert.equal(notRead.length, 513);
    assert.deepEqual(notRead[0], { what: 'other', packets: 88, bytes: 88 * 60 });
    assert.deepEqual(notRead[1], { what: 'EtherType 0x3000', packets: 1, bytes: 60 });
  });
});

describe('the rankings', () => {
  test('have a pair of addresses once, whichever sends', () => {
    const { conversations } = measure(
      [0, tcpFrame({}, 0, out)],
      [0, tcpFrame({}, 100, back)],
      [0, tcpFrame({}, 0, { ...out, to: '10.0.0.9' })],
    );
    assert.deepEqual(conversations, {
      rows: [
        { one: local, other: remote, packets: 2, bytes: 54 + 154 },
        { one: local, other: '10.0.0.9', packets: 1, bytes: 54 },
      ],
    });
  });

  test('have the lower port of each packet, by protocol', () => {
    const { ports } = measure(
      [0, tcpFrame({}, 100, { fromPort: 443, toPort: 50_000 })],
      [0, udpFrame(Buffer.alloc(8), { fromPort: 50_000, toPort: 443 })],
      [0, tcpFrame({}, 0, { fromPort: 50_001, toPort: 50_000 })],
      [0, ipv4Frame(1, Buffer.alloc(8))],
    );
    assert.deepEqual(ports.rows, [
      { protocol: 'TCP', port: 443, service: 'https', packets: 1, bytes: 154 },
      { protocol: 'TCP', port: 50_000, packets: 1, bytes: 54 },
      { protocol: 'UDP', port: 443, service: 'quic', packets: 1, bytes: 50 },
    ]);
  });

  test('have ten rows, and say how much they may miss when there were too many keys', () => {
    const from = (index: number): string =>
      `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
    const rows = (count: number): Traffic =>
      measure(
        ...Array.from({ length: count }, (_, index): [number, Buffer] => [
          0,
          udpFrame(Buffer.alloc(index === count - 1 ? 100 : 0), {
            from: from(index),
            to: '10.255.0.1',
            toPort: 9,
          }),
        ]),
      );
    const few = rows(100);
    assert.deepEqual([few.talkers.rows.length, few.talkers.uncertainBytes], [10, undefined]);
    const { talkers, conversations } = rows(4200);
    assert.deepEqual([talkers.uncertainBytes, conversations.uncertainBytes], [42, 42]);
    const [first, second] = talkers.rows;
    assert.deepEqual(first, {
      address: '10.255.0.1',
      sent: { packets: 0, bytes: 0 },
      received: { packets: 4200, bytes: 4200 * 42 + 100 },
    });
    // A key that took the place of another begins anew.
    assert.deepEqual(
      [second?.sent, second?.received],
      [
        { packets: 1, bytes: 142 },
        { packets: 0, bytes: 0 },
      ],
    );
    const [pair] = conversations.rows;
    assert.deepEqual([pair?.packets, pair?.bytes], [1, 142]);
  });
});

describe('the times of a capture', () => {
  const packet = tcpFrame({}, 0, out);

  test('are those of the first and the last packet, in any order, without those that cannot be', () => {
    const meter = new TrafficMeter();
    for (const [at, data] of [
      [2000, packet],
      [500, packet],
      [3000, packet],
      [1000, packet],
    ] as const) {
      meter.add(frameOf(data, at));
    }
    meter.add(capturedFrame(packet, 0));
    meter.add(capturedFrame(packet, 4e16));
    const { firstPacket, lastPacket, packets, bytes } = meter.result();
    assert.deepEqual(
      [firstPacket, lastPacket],
      ['2026-11-20T02:14:00.500Z', '2026-11-20T02:14:03.000Z'],
    );
    assert.deepEqual([packets, bytes, meter.seconds], [6, 6 * 54, 2.5]);
    assert.deepEqual(meter.damage, { times: 2, lengths: 0, empty: 0 });
  });

  test('are absent when no packet has one', () => {
    const meter = new TrafficMeter();
    meter.add(capturedFrame(packet, 0));
    const traffic = meter.result();
    assert.equal(
      'firstPacket' in traffic || 'lastPacket' in traffic || 'timeline' in traffic,
      false,
    );
    assert.deepEqual([traffic.packets, meter.seconds], [1, 0]);
  });

  test('tell when retransmissions, resets and DNS failures came', () => {
    const data = tcpFrame({ sequence: 101, acknowledgment: 1 }, 50, out);
    const failure = udpFrame(dnsMessage(1, 'a.test', 0x8183), { fromPort: 53, toPort: 40_000 });
    const { timeline } = measure(
      [0, data],
      [1000, data],
      [2000, tcpFrame({ flags: rst }, 0, { ...out, fromPort: 9 })],
      [3000, failure],
      [4000, udpFrame(dnsMessage(2, 'a.test'))],
      [5000, tcpFrame({ sequence: 1, acknowledgment: 151 }, 0, back)],
      [6000, tcpFrame({ sequence: 150, acknowledgment: 1 }, 1, out)],
      [7000, data],
    );
    const { problems = [], packets = [] } = timeline ?? {};
    const each = packets.flatMap((count, index) => (count > 0 ? [problems[index]] : []));
    assert.deepEqual(each, [0, 1, 1, 1, 0, 0, 0, 1]);
  });
});

test('packets without a part have no figures of it', () => {
  const traffic = measure([0, tcpFrame({}, 0, out)]);
  assert.equal('notRead' in traffic || 'notCaptured' in traffic, false);
  assert.equal('names' in (traffic.talkers.rows[0] ?? {}), false);
  const { talkers, conversations, ports } = measure([0, Buffer.alloc(20)]);
  assert.deepEqual([talkers.rows, conversations.rows, ports.rows], [[], [], []]);
});
