import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { capturedFrame, ipv4Frame, tcpFrame, udpFrame } from '../../test-support/capture-files.ts';
import {
  bytesOf,
  extendedFrame,
  ipv4Parts,
  ipv6Part,
  macs,
  segmentFrame,
} from '../../test-support/encapsulations.ts';
import { Dissector } from './dissect.ts';
import { formatAddress } from './format-address.ts';
import type { Packet } from './packet.ts';
import { hasEnds } from './packet.ts';
import { plainTcpEnds } from './plain-tcp.ts';

const segment = segmentFrame.subarray(34);
const padding = Buffer.alloc(6);

/** The packets of successive frames. */
function dissectAll(...frames: Buffer[]): Packet[] {
  const dissector = new Dissector();
  return frames.map((data) => dissector.dissect(capturedFrame(data, 1e15)));
}

const dissect = (data: Buffer): Packet => dissectAll(data)[0] ?? assert.fail();

/** The frame with other bytes at a position. */
function changed(frame: Buffer, at: number, hex: string): Buffer {
  const copy = Buffer.from(frame);
  bytesOf(hex).copy(copy, at);
  return copy;
}

const lastLayers = (packets: Packet[]): (string | undefined)[] =>
  packets.map(({ layers }) => layers.at(-1)?.name);

describe('IPv4', () => {
  test('of length 0 extends to the end of the frame, as a network card that splits it leaves it', () => {
    const { tcp } = dissect(changed(segmentFrame, 16, '0000'));
    assert.deepEqual([tcp?.sequence, tcp?.dataLength], [7, 5]);
  });

  test('ends where its length says', () => {
    assert.equal(dissect(Buffer.concat([segmentFrame, padding])).tcp?.dataLength, 5);
  });

  test('with an impossible header length has addresses, and nothing in it is read', () => {
    const { source, tcp } = dissect(changed(segmentFrame, 14, '44'));
    assert.deepEqual([formatAddress(source ?? ''), tcp], ['10.1.0.1', undefined]);
  });

  test('fragments are joined by identification and protocol, between the same addresses', () => {
    const [first = padding, last = padding] = ipv4Parts;
    assert.deepEqual(lastLayers(dissectAll(first, last)), ['IP fragment', 'TCP']);
    for (const [what, at, hex] of [
      ['identification', 18, '000a'],
      ['protocol', 23, '11'],
      ['source', 29, '09'],
      ['destination', 33, '09'],
    ] as const) {
      const packets = dissectAll(first, changed(last, at, hex), last);
      assert.deepEqual(lastLayers(packets), ['IP fragment', 'IP fragment', 'TCP'], what);
      assert.equal(packets[2]?.tcp?.dataLength, 5);
    }
  });

  test('options of a source route are honored when they have an address, strict or loose', () => {
    const destinationOf = (options: string): string => {
      const header = bytesOf(`47000000 00000000 40060000 0a010001 0a090909 ${options}`);
      header.writeUInt16BE(header.length + segment.length, 2);
      const frame = Buffer.concat([bytesOf(`${macs} 0800`), header, segment]);
      return formatAddress(dissect(frame).destination ?? '');
    };
    for (const [options, destination] of [
      ['8307 04 0a010002 00', '10.1.0.2'],
      ['8907 04 0a010002 00', '10.1.0.2'],
      ['8907 07 0a010002 00', '10.9.9.9'],
      ['8306 04 0a0100 0000', '10.9.9.9'],
      ['0707 04 0a010002 00', '10.9.9.9'],
      ['8307 03 0a010002 01', '10.1.0.2'],
    ] as const) {
      assert.equal(destinationOf(options), destination, options);
    }
  });
});

describe('IPv6', () => {
  const plain = Buffer.concat([
    bytesOf(`${macs} 86dd 60000000 0019 06 40 ${'fd'.repeat(16)} ${'fe'.repeat(16)}`),
    segment,
  ]);

  test('ends where its length says, or with the frame when that is 0', () => {
    const padded = Buffer.concat([plain, padding]);
    assert.equal(dissect(padded).tcp?.dataLength, 5);
    assert.equal(dissect(changed(padded, 18, '0000')).tcp?.dataLength, 11);
    assert.equal(dissect(changed(plain, 18, '00ff')).tcp?.dataLength, 5);
  });

  test('has two addresses', () => {
    const { source = '', destination = '' } = dissect(plain);
    assert.equal(formatAddress(source), 'fdfd:fdfd:fdfd:fdfd:fdfd:fdfd:fdfd:fdfd');
    assert.equal(formatAddress(destination), 'fefe:fefe:fefe:fefe:fefe:fefe:fefe:fefe');
  });

  test('of another version is not read', () => {
    const { unread, source } = dissect(changed(plain, 14, '40'));
    assert.deepEqual([unread, source], ['IP version 4', undefined]);
  });

  test('of mobility has either only its header or more behind it', () => {
    const mobile = (next: string): Buffer =>
      Buffer.concat([
        bytesOf(`${macs} 86dd 60000000 0021 87 40 ${'fd'.repeat(32)} ${next} 00 000000000000`),
        segment,
      ]);
    const names = lastLayers([mobile('3b'), mobile('06'), mobile('3a')].map(dissect));
    assert.deepEqual(names, ['Mobile IPv6', 'TCP', 'ICMPv6']);
    // Without mobility, "no next header" is what it says.
    assert.deepEqual(lastLayers([dissect(changed(plain, 20, '3b'))]), ['No next header']);
  });

  test('extension headers within fragments are not read', () => {
    const parts = [
      changed(ipv6Part(0, true, Buffer.alloc(16)), 54, '3c'),
      ipv6Part(16, false, Buffer.alloc(8)),
    ];
    assert.deepEqual(lastLayers(dissectAll(...parts)), ['IP fragment', 'TCP']);
    const inSecond = [
      ipv6Part(0, true, Buffer.alloc(16)),
      changed(ipv6Part(16, false, Buffer.alloc(8)), 54, '3c'),
    ];
    assert.deepEqual(lastLayers(dissectAll(...inSecond)), ['IP fragment', 'IPv6 extension header']);
  });

  test('the only fragment may have further headers', () => {
    const only = ipv6Part(0, false, Buffer.concat([bytesOf('0600 000000000000'), segment]));
    assert.equal(dissect(changed(only, 54, '3c')).tcp?.sequence, 7);
  });
});

describe('ARP', () => {
  const message = `0001 0800 0604 0001 000d3a000001 0a010001 000000000000 0a010002`;
  const arp = (hex: string): Packet => dissect(bytesOf(`${macs} 0806 ${hex}`));

  test('names the two IPv4 addresses', () => {
    const { sender = '', target = '' } = arp(message).arp ?? {};
    assert.deepEqual([formatAddress(sender), formatAddress(target)], ['10.1.0.1', '10.1.0.2']);
  });

  test('of other addresses, or cut, names none', () => {
    assert.equal(arp(message.replace('0800', '86dd')).arp, undefined);
    assert.equal(arp(message.replace('0604', '0804')).arp, undefined);
    const whole = bytesOf(`${macs} 0806 ${message}`);
    const frame = capturedFrame(whole.subarray(0, 41), 1e15, 42);
    const { arp: found, cut } = new Dissector().dissect(frame);
    assert.deepEqual([found, cut], [undefined, 'ARP']);
  });
});

describe('a datagram', () => {
  test('of UDP ends where its length says, unless that is impossible', () => {
    const payloadOf = (length: string): number => {
      const { payloadStart, payloadEnd } = dissect(changed(udpFrame(Buffer.alloc(20)), 38, length));
      return payloadEnd - payloadStart;
    };
    assert.deepEqual(
      ['001c', '000d', '0008', '0007', '0000', '00ff'].map(payloadOf),
      [20, 5, 0, 20, 20, 20],
    );
  });

  test('of SCTP, DCCP and UDP-Lite has ports', () => {
    for (const [protocol, transport] of [
      [132, 'SCTP'],
      [33, 'DCCP'],
      [136, 'UDP-Lite'],
    ] as const) {
      const whole = ipv4Frame(protocol, bytesOf('04d2 01bb 00000000'));
      const found = dissect(whole);
      assert.deepEqual(
        [found.transport, found.sourcePort, found.destinationPort],
        [transport, 1234, 443],
      );
      const cut = new Dissector().dissect(capturedFrame(whole.subarray(0, 37), 1e15, whole.length));
      assert.deepEqual([cut.transport, cut.cut], [undefined, transport]);
    }
    const { transport } = new Dissector().dissect({
      ...capturedFrame(Buffer.alloc(8), 1e15),
      linkType: 248,
    });
    assert.equal(transport, 'SCTP');
  });

  test('that was compressed is not read when it came in fragments', () => {
    const compressed = Buffer.concat([bytesOf('06 00 0002'), deflateRawSync(segment)]);
    const whole = ipv4Frame(108, compressed);
    assert.equal(dissect(whole).tcp?.sequence, 7);
    const parts = [compressed.subarray(0, 8), compressed.subarray(8)].map((data, index) =>
      changed(ipv4Frame(108, data), 20, index === 0 ? '2000' : '0001'),
    );
    assert.equal(dissectAll(...parts)[1]?.unread, 'IPComp');
    const cut = new Dissector().dissect(capturedFrame(whole.subarray(0, 36), 1e15, whole.length));
    assert.equal(cut.cut, 'IPComp');
  });
});

test('a packet in too many layers is read up to 40 of them', () => {
  const tags = (count: number): Buffer =>
    Buffer.concat([bytesOf(`${macs} 8100 ${'0001 8100'.repeat(count)}`), Buffer.alloc(8)]);
  assert.deepEqual(
    [20, 60].map((count) => dissect(tags(count)).layers.length),
    [23, 40],
  );
});

describe('the ends of a segment', () => {
  const ends = { from: '10.1.0.1', to: '10.1.0.2', fromPort: 1234, toPort: 443 };
  const plain = tcpFrame({}, 5, ends);
  const endsOf = (data: Buffer, linkType = 1) =>
    plainTcpEnds({ ...capturedFrame(data, 1e15), linkType });

  test('are found without its layers when the frame is plain', () => {
    const packet = dissect(plain);
    assert.ok(hasEnds(packet));
    const { source, destination, sourcePort, destinationPort } = packet;
    const expected = { source, destination, sourcePort, destinationPort };
    assert.deepEqual([sourcePort, destinationPort], [1234, 443]);
    assert.deepEqual(endsOf(plain), expected);
    assert.deepEqual(endsOf(changed(plain, 20, '4000')), expected);
    assert.deepEqual(endsOf(plain.subarray(0, 38)), expected);
  });

  test('are not found so in other frames', () => {
    for (const [what, frame] of [
      ['a tag', changed(plain, 12, '8100')],
      ['IPv6', changed(plain, 12, '86dd')],
      ['another type', changed(plain, 12, '0806')],
      ['options', changed(plain, 14, '46')],
      ['UDP', changed(plain, 23, '11')],
      ['a first fragment', changed(plain, 20, '2000')],
      ['a later fragment', changed(plain, 20, '0001')],
      ['cut ports', plain.subarray(0, 37)],
    ] as const) {
      assert.equal(endsOf(frame), undefined, what);
    }
    assert.equal(endsOf(plain, 113), undefined);
  });

  test('need both addresses and both ports', () => {
    const packet = dissect(plain);
    for (const missing of ['source', 'destination', 'sourcePort', 'destinationPort']) {
      assert.equal(hasEnds({ ...packet, [missing]: undefined }), false, missing);
    }
    assert.equal(hasEnds(dissect(extendedFrame)), true);
  });
});
