import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { capturedFrame, tcpFrame, udpFrame } from '../../test-support/capture-files.ts';
import { clientHello, serverName } from '../../test-support/client-hello.ts';
import { back, local, out, remote, syn } from '../../test-support/tcp-exchange.ts';
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
