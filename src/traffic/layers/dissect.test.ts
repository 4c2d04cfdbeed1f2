import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { capturedFrame, ipv4Frame, udpFrame } from '../../test-support/capture-files.ts';
import {
  after,
  bytesOf,
  extendedFrame,
  ipv6Part,
  ipv6Parts,
  linkEncapsulations,
  macs,
  segmentFrame as frame,
  snap,
  tunnelEncapsulations,
} from '../../test-support/encapsulations.ts';
import { Dissector } from './dissect.ts';
import { formatAddress } from './format-address.ts';
import type { Packet } from './packet.ts';

const packet = frame.subarray(14);
const segment = packet.subarray(20);

function dissect(data: Buffer, linkType = 1, length?: number): Packet {
  return new Dissector().dissect({ ...capturedFrame(data, 1e15, length), linkType });
}

const layersOf = ({ layers }: Packet): string => layers.map(({ name }) => name).join(' / ');

/** Asserts that the segment was found, with its addresses, ports and length. */
function assertSegment(found: Packet): void {
  const { source = '', destination = '', sourcePort, destinationPort, tcp } = found;
  assert.deepEqual(
    [formatAddress(source), formatAddress(destination), sourcePort, destinationPort],
    ['10.1.0.1', '10.1.0.2', 1234, 443],
  );
  assert.deepEqual(
    [tcp?.sequence, tcp?.dataLength, found.unread, found.cut],
    [7, 5, undefined, undefined],
  );
}

describe('a TCP segment is found', () => {
  for (const { layers, linkType, data } of [...linkEncapsulations, ...tunnelEncapsulations]) {
    test(`behind ${layers} (link type ${linkType}, ${data.length} bytes)`, () => {
      const found = dissect(data, linkType);
      assertSegment(found);
      assert.equal(layersOf(found), `${layers} / TCP`);
    });
  }

  test('in IPv4 by its own link type', () => {
    assertSegment(dissect(packet, 228));
  });
});

describe('IPv6', () => {
  test('extension headers are passed over', () => {
    const found = dissect(extendedFrame);
    assert.equal(layersOf(found), 'Ethernet / IPv6 / TCP');
    assert.deepEqual([found.tcp?.sequence, found.tcp?.dataLength], [7, 5]);
    assert.equal(formatAddress(found.source ?? ''), 'fd00::1');
  });

  test('a later fragment completes the segment, and counts for it', () => {
    const dissector = new Dissector();
    const [first, last] = ipv6Parts.map((data) => dissector.dissect(capturedFrame(data, 1e15)));
    assert.equal(first && layersOf(first), 'Ethernet / IPv6 / IP fragment');
    assert.equal(last && layersOf(last), 'Ethernet / IPv6 / TCP');
    assert.deepEqual(
      [last?.tcp?.sequence, last?.tcp?.dataLength, last?.reassembledFrom],
      [7, 5, 2],
    );
  });

  test('the only fragment of a datagram needs no other', () => {
    assert.equal(dissect(ipv6Part(0, false, segment)).tcp?.sequence, 7);
  });
});

describe('what the headers claim', () => {
  test('an IPv6 header where IPv4 is expected is read as IPv6', () => {
    assert.equal(layersOf(dissect(after('60', Buffer.alloc(50)), 228)), 'IPv4 / IPv6');
  });

  test("padding after PPPoE's length is not data, whatever IP claims", () => {
    const claiming = Buffer.from(packet);
    claiming.writeUInt16BE(packet.length + 6, 2);
    const padded = Buffer.concat([claiming, Buffer.alloc(6)]);
    assertSegment(dissect(after(`${macs} 8864 1100 0001 002f 0021`, padded)));
  });

  test('an unknown version of IP is not read', () => {
    const strange = Buffer.from(frame);
    strange.writeUInt8(0x25, 14);
    const found = dissect(strange);
    assert.deepEqual([found.unread, found.tcp], ['IP version 2', undefined]);
  });

  test('a loopback header names the family of its packet', () => {
    const behind = (family: string): Packet => dissect(after(family, packet), 0);
    for (const family of ['02000000', '00000002', '00080000', '0f000800']) {
      assertSegment(behind(family));
    }
    const { layers, unread } = behind('6c000000');
    assert.deepEqual([layers.length, unread], [1, 'address family 108']);
  });

  test('the destination of a source route is its last address, until the route is complete', () => {
    const routed = (pointer: string): Buffer =>
      bytesOf(
        `48000030 00000000 40060000 0a010001 0a090909 01 83 07 ${pointer} 0a010002 ${'00'.repeat(20)}`,
      );
    const destinationOf = (pointer: string): string =>
      formatAddress(dissect(routed(pointer), 228).destination ?? '');
    assert.deepEqual([destinationOf('04'), destinationOf('08')], ['10.1.0.2', '10.9.9.9']);
  });

  test('nothing is read behind damaged options, since hosts drop the packet', () => {
    const behind = (options: string): Packet => {
      const words = options.length / 8;
      const header = bytesOf(`4${5 + words}000000 00000000 40060000 0a010001 0a010002 ${options}`);
      header.writeUInt16BE(header.length + segment.length, 2);
      return dissect(Buffer.concat([header, segment]), 228);
    };
    const damaged = ['82020000', '83020000', '07020000', '94030000', '44030000', '88030000'];
    for (const options of [...damaged, '05000000', '05010000', '05050000', '01010105']) {
      const { tcp, unread } = behind(options);
      assert.deepEqual([tcp, unread], [undefined, 'IPv4 with damaged options'], options);
    }
    for (const options of [
      '00ffffff',
      '01010101',
      '05040000',
      '01050200',
      '94040000',
      '82030000',
    ]) {
      assertSegment(behind(options));
    }
  });

  test('IPComp of another method, or cut, is not read', () => {
    const compressed = deflateRawSync(segment);
    const other = dissect(ipv4Frame(108, after('06 00 0004', compressed)));
    const broken = dissect(ipv4Frame(108, after('06 00 0002', Buffer.alloc(20, 0xff))));
    const cut = ipv4Frame(108, after('06 00 0002', compressed));
    const short = dissect(cut.subarray(0, 50), 1, cut.length);
    assert.deepEqual(
      [other, broken, short].map(({ unread, tcp }) => [unread, tcp]),
      Array(3).fill(['IPComp', undefined]),
    );
  });

  test('what CAPWAP splits or keeps alive is not read as a frame', () => {
    const capwap = (flags: string): Packet =>
      dissect(udpFrame(after(`00 1003${flags} 00000000`, packet), { toPort: 5247 }));
    assert.deepEqual([capwap('80').unread, capwap('80').tcp], ['fragments of CAPWAP', undefined]);
    assert.deepEqual([layersOf(capwap('08'))], ['Ethernet / IPv4 / UDP / CAPWAP']);
  });

  test('an 802.11 frame in CAPWAP may have its two control bytes in their usual order', () => {
    const header = `00 100300 00000000 0801 0000 ${macs} 020000000003 0000 ${snap}`;
    assertSegment(dissect(udpFrame(after(header, packet), { toPort: 5247 })));
  });

  test('samples in sFlow are not packets of this capture', () => {
    const found = dissect(udpFrame(Buffer.concat([Buffer.alloc(60), frame]), { toPort: 6343 }));
    assert.deepEqual([layersOf(found), found.tcp], ['Ethernet / IPv4 / UDP / sFlow', undefined]);
  });

  test('IPv4 without a payload holds no TCP', () => {
    assert.equal(layersOf(dissect(ipv4Frame(6, Buffer.alloc(0)))), 'Ethernet / IPv4');
  });

  test('nothing is read behind IPv4 options that were not captured', () => {
    const long = Buffer.from(frame);
    long.writeUInt8(0x4f, 14);
    long.writeUInt16BE(90, 16);
    const { cut, transport } = dissect(long, 1, 104);
    assert.deepEqual([cut, transport], ['IPv4', undefined]);
  });

  test('a TCP header of an impossible length has ports, but neither flags nor data', () => {
    const strange = Buffer.from(frame);
    strange.writeUInt8(0x40, 46);
    const { sourcePort, tcp } = dissect(strange);
    assert.deepEqual([sourcePort, tcp?.sequence, tcp?.flags, tcp?.dataLength], [1234, 7, 0, 0]);
  });

  test('a TCP header that is longer than its packet has flags, but no data', () => {
    const long = Buffer.from(frame);
    long.writeUInt8(0x70, 46);
    const { tcp } = dissect(long);
    assert.deepEqual([tcp?.flags, tcp?.dataLength], [0x10, 0]);
  });

  test('only the first frame of an A-MSDU is read', () => {
    const wireless = `8801 0000 ${macs} 020000000003 0000 8000 ${macs} 0035 ${snap}`;
    const more = Buffer.concat([after(wireless, packet), Buffer.alloc(30)]);
    const found = dissect(more, 105);
    assert.deepEqual([found.tcp?.dataLength, found.unread], [5, 'further frames of an A-MSDU']);
  });
});
