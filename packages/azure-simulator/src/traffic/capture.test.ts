import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePcap, type ParsedPacket } from '../../test/pcap-parser.ts';
import type { CaptureFilter } from '../model/session.ts';
import { byteLimitReachedAt, captureFile, rotatedFiles, type Capture } from './capture.ts';

const START = Date.UTC(2026, 10, 1, 12, 0, 0, 250);
const LOCAL = '10.0.0.4';

const capture = (change: Partial<Capture> = {}): Capture => ({
  seed: 'a session',
  localAddress: LOCAL,
  startedAt: START,
  filters: [],
  bytesPerPacket: 0,
  totalBytes: 0,
  ...change,
});

const filter = (change: Partial<CaptureFilter>): CaptureFilter => ({
  protocol: 'Any',
  localIPAddress: '',
  remoteIPAddress: '',
  localPort: '',
  remotePort: '',
  ...change,
});

const packetsOf = (what: Capture, seconds = 60) =>
  parsePcap(captureFile(what, START + seconds * 1000)).packets;

test('ten seconds hold ARP, DNS, ICMP, handshakes, data, retransmissions and resets', () => {
  const packets = packetsOf(capture(), 10);
  const flags = packets
    .filter(({ ip }) => ip?.protocol === 6)
    .map(({ data }) => data.readUInt8(14 + 20 + 13));
  assert.ok(packets.some(({ etherType }) => etherType === 0x0806));
  assert.ok(packets.some(({ ip }) => ip?.protocol === 17 && ip.ports?.[1] === 53));
  assert.ok(packets.some(({ ip }) => ip?.protocol === 1));
  for (const wanted of [0x02, 0x12, 0x10, 0x18, 0x11, 0x14]) assert.ok(flags.includes(wanted));
  const segments = packets.filter(({ ip }) => ip?.protocol === 6).map(segmentKey);
  assert.ok(new Set(segments).size < segments.length, 'a segment is seen twice');
});

test('each packet comes from the side that sends it', () => {
  const packets = packetsOf(capture());
  const flagsOf = ({ data }: ParsedPacket): number => data.readUInt8(14 + 20 + 13);
  const ends = ({ ip }: ParsedPacket): [from: string, to: string] => [
    `${ip!.source}:${ip!.ports![0]}`,
    `${ip!.destination}:${ip!.ports![1]}`,
  ];
  const tcp = packets.filter(({ ip }) => ip?.protocol === 6);
  const openings = tcp.filter((packet) => flagsOf(packet) === 0x02).map(ends);
  assert.ok(openings.some(([from]) => from.startsWith(LOCAL)));
  assert.ok(openings.some(([, to]) => to.startsWith(LOCAL)));
  for (const accepted of tcp.filter((packet) => flagsOf(packet) === 0x12)) {
    const [from, to] = ends(accepted);
    assert.ok(
      openings.some(([opener, answerer]) => opener === to && answerer === from),
      `${from} accepts ${to}`,
    );
  }

  const dns = packets.filter(({ ip }) => ip?.protocol === 17);
  for (const { ip, data } of dns) {
    const isAnswer = (data.readUInt8(14 + 20 + 8 + 2) & 0x80) !== 0;
    assert.equal(ip!.ports![isAnswer ? 0 : 1], 53);
    assert.equal(isAnswer ? ip!.destination : ip!.source, LOCAL);
  }
  const echoes = packets.filter(({ ip }) => ip?.protocol === 1);
  for (const { ip, data } of echoes) {
    assert.equal(data.readUInt8(14 + 20) === 8 ? ip!.source : ip!.destination, LOCAL);
  }
  // The hardware address of the machine is Microsoft's; the gateway stands for all others.
  for (const { ip, data } of [...tcp, ...dns, ...echoes]) {
    assert.equal(data.toString('hex', 6, 9) === '000d3a', ip!.source === LOCAL);
    assert.equal(data.toString('hex', 0, 3) === '000d3a', ip!.destination === LOCAL);
  }
});

test('packets are spread over the whole time, in order, and not outside of it', () => {
  const times = packetsOf(capture()).map(({ time }) => time);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  assert.ok(times[0]! >= START * 1000 && times[0]! < (START + 1000) * 1000);
  assert.ok(times.at(-1)! < (START + 60_000) * 1000 && times.at(-1)! > (START + 50_000) * 1000);
  const tenths = new Set(times.map((time) => Math.floor((time / 1000 - START) / 6000)));
  assert.equal(tenths.size, 10);
});

test('the same session gives the same bytes, and another session different ones', () => {
  const end = START + 30_000;
  assert.deepEqual(captureFile(capture(), end), captureFile(capture(), end));
  assert.notDeepEqual(captureFile(capture(), end), captureFile(capture({ seed: 'other' }), end));
});

test('a stopped capture is a prefix of the whole capture', () => {
  const whole = captureFile(capture(), START + 60_000);
  const part = captureFile(capture(), START + 20_000);
  assert.deepEqual(whole.subarray(0, part.length), part);
});

test('a capture that never started is a file without packets', () => {
  assert.deepEqual(parsePcap(captureFile(capture(), START - 1)).packets, []);
});

test('packets are cut to the bytes per packet, and keep their length', () => {
  const { snapLength, packets } = parsePcap(
    captureFile(capture({ bytesPerPacket: 34 }), START + 20_000),
  );
  assert.equal(snapLength, 34);
  assert.ok(packets.every(({ data }) => data.length <= 34));
  assert.deepEqual(
    packets.map(({ originalLength }) => originalLength),
    packetsOf(capture(), 20).map(({ originalLength }) => originalLength),
  );
});

test('a file is never larger than the byte limit, and one packet more would exceed it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 24, max: 60_000 }),
      fc.integer({ min: 0, max: 200 }),
      (totalBytes, bytesPerPacket) => {
        const limited = capture({ totalBytes, bytesPerPacket });
        const latest = START + 20_000;
        const file = captureFile(limited, latest);
        assert.ok(file.length <= totalBytes);
        const unlimited = captureFile({ ...limited, totalBytes: 0 }, latest);
        const reached = byteLimitReachedAt(limited, latest);
        assert.equal(reached !== undefined, unlimited.length > totalBytes);
        if (reached !== undefined) assert.deepEqual(captureFile(limited, reached + 1), file);
      },
    ),
    { numRuns: 40 },
  );
});

test('rotated files hold the packets of one file in turn, each within its size', () => {
  const end = START + 20_000;
  const whole = captureFile(capture(), end);
  const rotated = (fileBytes: number, fileCount: number) =>
    rotatedFiles(capture(), end, { fileBytes, fileCount });
  const files = rotated(4000, 1000);
  assert.deepEqual(
    files.map(({ number }) => number),
    files.map((_, index) => index + 1),
  );
  assert.deepEqual(
    Buffer.concat([whole.subarray(0, 24), ...files.map(({ content }) => content.subarray(24))]),
    whole,
  );
  for (const [index, { content }] of files.entries()) {
    assert.ok(content.length <= 4000);
    const next = files[index + 1]?.content;
    const first = next ? 16 + next.readUInt32LE(24 + 8) : 4000;
    assert.ok(content.length + first > 4000, 'a file is as full as it can be');
  }
  assert.deepEqual(rotated(4000, 2), files.slice(-2));
  // A packet that is larger than a file has one of its own.
  const single = rotated(30, 1000);
  assert.equal(single.length, parsePcap(whole).packets.length);
  assert.ok(single.every(({ content }) => parsePcap(content).packets.length === 1));
});

test('filters keep exactly what they name', () => {
  const all = packetsOf(capture({ filters: [filter({})] }));
  const check = (filters: CaptureFilter[], wanted: (packet: ParsedPacket) => boolean) => {
    const packets = packetsOf(capture({ filters }));
    assert.ok(packets.length > 0);
    assert.ok(packets.every(wanted));
    return packets;
  };
  assert.deepEqual(all, packetsOf(capture()));
  check([filter({ protocol: 'UDP' })], ({ ip }) => ip?.protocol === 17);
  check([filter({ protocol: 'TCP', remotePort: '80' })], (packet) => remote(packet)?.[1] === 80);
  check([filter({ remoteIPAddress: '198.51.100.0-198.51.100.255' })], (packet) =>
    remote(packet)![0].startsWith('198.51.100.'),
  );
  check([filter({ localPort: '443;22' })], (packet) => [443, 22].includes(localPort(packet)!));
  check(
    [filter({ protocol: 'UDP' }), filter({ remotePort: '5432' })],
    (packet) => packet.ip?.protocol === 17 || remote(packet)?.[1] === 5432,
  );
  check(
    [filter({ remoteIPAddress: '192.0.2.77' })],
    (packet) => remote(packet)?.[0] === '192.0.2.77',
  );
  assert.deepEqual(packetsOf(capture({ filters: [filter({ localIPAddress: '10.9.9.9' })] })), []);
});

function segmentKey({ data, ip }: ParsedPacket): string {
  const sequence = data.readUInt32BE(14 + 20 + 4);
  return [ip?.source, ip?.ports, sequence, data.length, data.readUInt8(14 + 20 + 13)].join(' ');
}

function remote({ ip }: ParsedPacket): [address: string, port: number | undefined] | undefined {
  if (!ip) return undefined;
  return ip.source === LOCAL ? [ip.destination, ip.ports?.[1]] : [ip.source, ip.ports?.[0]];
}

function localPort({ ip }: ParsedPacket): number | undefined {
  return ip?.source === LOCAL ? ip.ports?.[0] : ip?.ports?.[1];
}
