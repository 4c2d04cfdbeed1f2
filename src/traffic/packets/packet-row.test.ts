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
import { bytesOf, macs } from '../../test-support/encapsulations.ts';
import { Analyzer } from './analyzer.ts';
import { isoMicroseconds, packetRow } from './packet-row.ts';
import type { PacketRow } from './packet-row.ts';

const start = Date.UTC(2026, 10, 20, 2, 14) * 1000;
const ends = { from: '10.0.0.4', to: '10.0.0.5', fromPort: 40_000, toPort: 443 };

/** The rows of successive frames, a millisecond apart. */
function rowsOf(...frames: [data: Buffer, length?: number, linkType?: number][]): PacketRow[] {
  const analyzer = new Analyzer();
  return frames.map(([data, length, linkType = 1], index) => {
    const frame = { ...capturedFrame(data, start + index * 1000, length), linkType };
    return packetRow(index + 1, analyzer.see(frame));
  });
}

const rowOf = (...frame: Parameters<typeof rowsOf>[0]): PacketRow =>
  rowsOf(frame)[0] ?? assert.fail();

/** A TCP segment with this payload. */
function withPayload(payload: string | Buffer, at: Partial<typeof ends> = {}): Buffer {
  const bytes = Buffer.from(payload as string, 'latin1');
  const frame = tcpFrame({ sequence: 1, acknowledgment: 2 }, bytes.length, { ...ends, ...at });
  bytes.copy(frame, frame.length - bytes.length);
  return frame;
}

describe('the row of a packet', () => {
  test('has the protocol of the payload of its segment', () => {
    const tls = (hex: string): Buffer => Buffer.concat([bytesOf(hex), Buffer.alloc(5)]);
    for (const [payload, protocol] of [
      [tls('140303'), 'TLS'],
      [tls('170301'), 'TLS'],
      [tls('160304'), 'TLS'],
      [tls('130303'), 'TCP'],
      [tls('180303'), 'TCP'],
      [tls('160203'), 'TCP'],
      [tls('160305'), 'TCP'],
      [bytesOf('16030300'), 'TCP'],
      [bytesOf('1603030000'), 'TLS'],
      ['HTTP/1.0 200 OK', 'HTTP'],
      ['HTTP/1.1 404 Not Found', 'HTTP'],
      ['HTTP/2.0 200 OK', 'TCP'],
      ...'GET POST PUT HEAD DELETE OPTIONS PATCH CONNECT TRACE'
        .split(' ')
        .map((method) => [`${method} / HTTP/1.1`, 'HTTP'] as const),
      ['GETS / HTTP/1.1', 'TCP'],
      ['  GET / HTTP/1.1', 'TCP'],
    ] as const) {
      assert.equal(rowOf(withPayload(payload)).protocol, protocol, payload.toString());
    }
    assert.equal(rowOf(withPayload('a message', { toPort: 53 })).protocol, 'DNS');
    assert.equal(rowOf(withPayload('a message', { fromPort: 53 })).protocol, 'DNS');
    assert.equal(rowOf(tcpFrame({}, 0, { toPort: 53 })).protocol, 'TCP');
  });

  test('has the flags and numbers of a segment, and the name that a client asks for', () => {
    const segment = (flags: number): string =>
      rowOf(tcpFrame({ sequence: 7, acknowledgment: 9, flags, window: 300 }, 4, ends)).info;
    const [ports, numbers] = ['40000 → 443', 'Win=300 Len=4'];
    assert.equal(segment(0x02), `${ports} [SYN] Seq=7 ${numbers}`);
    assert.equal(segment(0x12), `${ports} [SYN, ACK] Seq=7 Ack=9 ${numbers}`);
    assert.equal(segment(0x3d), `${ports} [FIN, RST, PSH, ACK, URG] Seq=7 Ack=9 ${numbers}`);
    const { info } = rowOf(withPayload(clientHello([serverName('example.test')])));
    assert.match(info, /^40000 → 443 \[ACK\] Seq=1 Ack=2 Win=500 Len=\d+ example\.test$/);
  });

  test('says what a packet is about', () => {
    const arp = `${macs} 0806 0001 0800 0604 0001 000d3a000001 0a010001 000000000000 0a010002`;
    const answer = dnsMessage(7, 'example.test', 0x8183);
    const udp = udpFrame(Buffer.alloc(20), { ...ends, toPort: 9 });
    const cases: [frame: Parameters<typeof rowOf>, protocol: string, info: string][] = [
      [[bytesOf(arp)], 'ARP', '10.1.0.1 about 10.1.0.2'],
      [[udp], 'UDP', '40000 → 9 Len=20'],
      [[udp.subarray(0, 40), 62], 'UDP', '40000 → 9 UDP header not captured'],
      [[udp.subarray(0, 30), 62], 'IPv4', 'IPv4 header not captured'],
      [[udpFrame(dnsMessage(7, 'example.test'))], 'DNS', 'Query example.test'],
      [[udpFrame(answer)], 'DNS', 'Response NXDOMAIN example.test'],
      [[udpFrame(Buffer.alloc(12))], 'DNS', 'Query'],
      [[ipv4Frame(1, Buffer.alloc(8))], 'ICMP', 'Ethernet / IPv4 / ICMP'],
      [[Buffer.alloc(20), 20, 147], 'Link type 147', 'link type 147 is not read'],
    ];
    for (const [frame, protocol, info] of cases) {
      const row = rowOf(...frame);
      assert.deepEqual([row.protocol, row.info], [protocol, info]);
    }
  });

  test('has the problem of the packet: a failure, a reset, or its part in the connection', () => {
    const segment = (sequence: number, flags = 0x10): [Buffer] => [
      tcpFrame({ sequence, flags }, 10, ends),
    ];
    const answer = udpFrame(dnsMessage(7, 'a.test', 0x8183), { fromPort: 53, toPort: 40_000 });
    const rows = rowsOf(segment(1), segment(1), segment(31), segment(11, 0x14), [answer]);
    assert.deepEqual(
      rows.map(({ problem }) => problem),
      [undefined, 'retransmission', 'previous segment not captured', 'reset', 'DNS failure'],
    );
    assert.equal('problem' in (rows[0] ?? {}), false);
  });

  test('has addresses of IP, or else of Ethernet, or none', () => {
    const unknown = bytesOf('000d3a000001 00155d000002 1234 0000');
    const endsOf = (...frame: Parameters<typeof rowOf>) => {
      const { source, destination } = rowOf(...frame);
      return [source, destination];
    };
    assert.deepEqual(endsOf(udpFrame(Buffer.alloc(4))), ['10.0.0.4', '10.0.0.5']);
    assert.deepEqual(endsOf(unknown), ['00:15:5d:00:00:02', '00:0d:3a:00:00:01']);
    assert.deepEqual(endsOf(unknown.subarray(0, 12), 60), [
      '00:15:5d:00:00:02',
      '00:0d:3a:00:00:01',
    ]);
    assert.deepEqual(endsOf(unknown.subarray(0, 11), 60), ['', '']);
    assert.deepEqual(endsOf(Buffer.alloc(20), 20, 147), ['', '']);
  });

  test('has no ports and no time where there are none', () => {
    const row = rowOf(ipv4Frame(1, Buffer.alloc(8)));
    assert.equal('sourcePort' in row || 'destinationPort' in row, false);
    const timeless = new Analyzer().see(capturedFrame(Buffer.alloc(14), Number.NaN));
    assert.deepEqual(Object.keys(packetRow(1, timeless)), [
      ...['number', 'source', 'destination', 'protocol', 'length', 'info'],
    ]);
  });

  test('has a time since the first packet that has one', () => {
    const analyzer = new Analyzer();
    const seconds = [Number.NaN, start + 5e6, start, start + 6_000_000.25].map(
      (time) => packetRow(1, analyzer.see(capturedFrame(Buffer.alloc(14), time))).relativeSeconds,
    );
    assert.deepEqual(seconds, [undefined, 0, -5, 1]);
    assert.equal(analyzer.start, start + 5e6);
    const later = new Analyzer(start).see(capturedFrame(Buffer.alloc(14), start + 1e6));
    assert.equal(packetRow(1, later).relativeSeconds, 1);
  });
});

test('a time has microseconds, when it is one', () => {
  assert.equal(isoMicroseconds(start + 1_000_042), '2026-11-20T02:14:01.000042Z');
  assert.equal(isoMicroseconds(start + 999_999.75), '2026-11-20T02:14:00.999999Z');
  assert.equal(isoMicroseconds(0), '1970-01-01T00:00:00.000000Z');
  assert.equal(isoMicroseconds(1e25), '');
});
