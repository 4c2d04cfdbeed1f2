import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { capturedFrame, ipv4Frame, tcpFrame, udpFrame } from '../../test-support/capture-files.ts';
import { Dissector } from './dissect.ts';
import { formatAddress } from './format-address.ts';
import type { Packet } from './packet.ts';

const ends = { from: '10.1.0.1', to: '10.1.0.2', fromPort: 1234, toPort: 443 };
const frame = tcpFrame({ sequence: 7, flags: 0x10 }, 5, ends);
const packet = frame.subarray(14);
const segment = packet.subarray(20);

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const after = (hex: string, rest: Buffer): Buffer => Buffer.concat([bytesOf(hex), rest]);

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

const macs = '020000000001 020000000002';
const snap = 'aaaa03 000000 0800';

describe('a TCP segment is found behind the link layer', () => {
  const cases: [layers: string, linkType: number, header: string, inner?: Buffer][] = [
    ['Loopback', 0, '02000000'],
    ['Loopback', 108, '00000002'],
    ['Token Ring / LLC', 6, `1040 ${macs} ${snap}`],
    ['Token Ring / LLC', 6, `1040 020000000001 820000000002 0230 ${snap}`],
    ['PPP', 9, 'ff03 0021'],
    ['PPP', 9, '21'],
    ['FDDI / LLC', 10, `50 ${macs} ${snap}`],
    ['Raw IP', 12, ''],
    ['Raw IP', 101, ''],
    ['LLC', 100, snap],
    ['Cisco HDLC', 104, '0f00 0800'],
    ['802.11 / LLC', 105, `0801 0000 ${macs} 020000000003 0000 ${snap}`],
    ['802.11 / LLC', 105, `8803 0000 ${macs} 020000000003 0000 020000000004 0000 ${snap}`],
    ['802.11 / A-MSDU / LLC', 105, `8801 0000 ${macs} 020000000003 0000 8000 ${macs} 0035 ${snap}`],
    ['Frame Relay', 107, '1841 03cc'],
    ['Frame Relay', 107, '1841 0300 80 000000 0800'],
    ['ENC', 109, '02000000 00000000 00000000'],
    ['Linux cooked', 113, '0000 0001 0006 0200000000020000 0800'],
    ['PFLOG', 117, `3d ${'00'.repeat(63)}`],
    [
      'Prism / 802.11 / LLC',
      119,
      `${'00'.repeat(144)} 0801 0000 ${macs} 020000000003 0000 ${snap}`,
    ],
    [
      'Prism / 802.11 / LLC',
      163,
      `80211001 0000000c 00000000 0801 0000 ${macs} 020000000003 0000 ${snap}`,
    ],
    [
      'radiotap / 802.11 / LLC',
      127,
      `0000 0800 00000000 0801 0000 ${macs} 020000000003 0000 ${snap}`,
    ],
    ['ARCNET', 129, 'be00 ea08 f0'],
    ['ARCNET', 129, 'be00 ea08 d4 00 0165'],
    ['IP over FireWire', 138, `${'00'.repeat(16)} 0800`],
    ['DOCSIS / Ethernet', 143, '0000 003b 0000', frame],
    ['PKTAP / Ethernet', 149, `0c000000 01000000 01000000`, frame],
    ['Juniper Ethernet / Ethernet', 178, '4d4743 81 0002 ffff', frame],
    ['PPI / 802.11 / LLC', 192, `0000 0800 69000000 0801 0000 ${macs} 020000000003 0000 ${snap}`],
    ['PPP with direction / PPP', 204, '00 ff03 0021'],
    ['Cisco HDLC with direction / Cisco HDLC', 205, '00 0f00 0800'],
    ['Frame Relay with direction / Frame Relay', 206, '00 1841 03cc'],
    ['NFLOG', 239, '02000000 05000a00 41000000 31000900'],
    ['netANALYZER / Ethernet', 240, '00000000', frame],
    ['IP over InfiniBand', 242, `${'00'.repeat(40)} 0800 0000`],
    ['PKTAP / Ethernet', 258, '0c000000 01000000 01000000', frame],
    ['Linux cooked 2', 276, '0800 0000 00000001 0001 00 06 0200000000020000'],
  ];
  for (const [layers, linkType, header, inner = packet] of cases) {
    test(`${layers} (link type ${linkType}, ${bytesOf(header).length} bytes)`, () => {
      const found = dissect(after(header, inner), linkType);
      assertSegment(found);
      assert.equal(layersOf(found), `${layers} / IPv4 / TCP`);
    });
  }

  test('IPv4 by its own link type', () => {
    assertSegment(dissect(packet, 228));
  });
});

describe('a TCP segment is found behind tags and tunnels', () => {
  const udpTo = (toPort: number, header: string, inner: Buffer): Buffer =>
    udpFrame(after(header, inner), { toPort });
  const cases: [layers: string, data: Buffer][] = [
    ['VLAN / IPv4', after(`${macs} 8100 0001 0800`, packet)],
    ['VLAN / VLAN / IPv4', after(`${macs} 88a8 0001 8100 0002 0800`, packet)],
    ['VN-Tag / IPv4', after(`${macs} 8926 00000000 0800`, packet)],
    ['E-Tag / IPv4', after(`${macs} 893f 000000000000 0800`, packet)],
    ['LLC / IPv4', after(`${macs} 0035 ${snap}`, packet)],
    ['MPLS / IPv4', after(`${macs} 8847 00010040 00011140`, packet)],
    ['MPLS / Ethernet / IPv4', after(`${macs} 8847 00011140 00000000`, frame)],
    ['PPPoE / PPP / IPv4', after(`${macs} 8864 1100 0001 002f 0021`, packet)],
    ['FabricPath / Ethernet / IPv4', after(`${macs} 8903 0000`, frame)],
    ['Provider backbone bridge / Ethernet / IPv4', after(`${macs} 88e7 00000001`, frame)],
    ['IPv4 / IPv4', ipv4Frame(4, packet)],
    ['IPv4 / GRE / IPv4', ipv4Frame(47, after('0000 0800', packet))],
    ['IPv4 / GRE / IPv4', ipv4Frame(47, after('b000 0800 00000000 00000001 00000002', packet))],
    [
      'IPv4 / GRE / PPP / IPv4',
      ipv4Frame(47, after('3081 880b 002f0001 00000001 00000002 21', packet)),
    ],
    ['IPv4 / GRE / Ethernet / IPv4', ipv4Frame(47, after('0000 6558', frame))],
    [
      'IPv4 / GRE / Ethernet / IPv4',
      ipv4Frame(47, after('1000 88be 00000001 0000000000000000', frame)),
    ],
    [
      'IPv4 / AH / IPv4',
      ipv4Frame(51, after('0404 0000 00000001 00000001 000000000000000000000000', packet)),
    ],
    ['IPv4 / EtherIP / Ethernet / IPv4', ipv4Frame(97, after('3000', frame))],
    ['IPv4 / UDP / VXLAN / Ethernet / IPv4', udpTo(4789, '08000000 00000100', frame)],
    ['IPv4 / UDP / VXLAN-GPE / IPv4', udpTo(4790, '0c000001 00000100', packet)],
    ['IPv4 / UDP / Geneve / Ethernet / IPv4', udpTo(6081, '0100 6558 00000100 00000000', frame)],
    ['IPv4 / UDP / GTP-U / IPv4', udpTo(2152, '30ff 0035 00000001', packet)],
    ['IPv4 / UDP / GTP-U / IPv4', udpTo(2152, '34ff 0035 00000001 00000085 01000900', packet)],
    ['IPv4 / UDP / GRE / IPv4', udpTo(4754, '0000 0800', packet)],
    ['IPv4 / UDP / AYIYA / IPv4', udpTo(5072, '4152 0104 00000000' + '00'.repeat(36), packet)],
    ['IPv4 / UDP / MPLS / IPv4', udpTo(6635, '00011140', packet)],
  ];
  for (const [layers, data] of cases) {
    test(`${layers} (${data.length} bytes)`, () => {
      const found = dissect(data);
      assertSegment(found);
      assert.equal(layersOf(found), `Ethernet / ${layers} / TCP`);
    });
  }
});

describe('IPv6', () => {
  const sixFrame = (next: number, payload: Buffer): Buffer => {
    const header = bytesOf(
      `${macs} 86dd 60000000 0000 00 40 ${'fd00'.padEnd(31, '0')}1 ${'fd00'.padEnd(31, '0')}2`,
    );
    header.writeUInt16BE(payload.length, 18);
    header.writeUInt8(next, 20);
    return Buffer.concat([header, payload]);
  };
  const part = (offset: number, more: boolean, data: Buffer): Buffer => {
    const header = bytesOf('0600 0000 00000009');
    header.writeUInt16BE(offset | (more ? 1 : 0), 2);
    return sixFrame(44, Buffer.concat([header, data]));
  };

  test('extension headers are passed over', () => {
    const found = dissect(
      sixFrame(
        0,
        after('2b00 000000000000 3c00 000000000000 0601 0000000000000000000000000000', segment),
      ),
    );
    assert.equal(layersOf(found), 'Ethernet / IPv6 / TCP');
    assert.deepEqual([found.tcp?.sequence, found.tcp?.dataLength], [7, 5]);
    assert.equal(formatAddress(found.source ?? ''), 'fd00::1');
  });

  test('a later fragment completes the segment, and counts for it', () => {
    const dissector = new Dissector();
    const parts = [part(0, true, segment.subarray(0, 16)), part(16, false, segment.subarray(16))];
    const [first, last] = parts.map((data) => dissector.dissect(capturedFrame(data, 1e15)));
    assert.equal(first && layersOf(first), 'Ethernet / IPv6 / IP fragment');
    assert.equal(last && layersOf(last), 'Ethernet / IPv6 / TCP');
    assert.deepEqual(
      [last?.tcp?.sequence, last?.tcp?.dataLength, last?.reassembledFrom],
      [7, 5, 2],
    );
  });

  test('the only fragment of a datagram needs no other', () => {
    assert.equal(dissect(part(0, false, segment)).tcp?.sequence, 7);
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

  test('only the first frame of an A-MSDU is read', () => {
    const wireless = `8801 0000 ${macs} 020000000003 0000 8000 ${macs} 0035 ${snap}`;
    const more = Buffer.concat([after(wireless, packet), Buffer.alloc(30)]);
    const found = dissect(more, 105);
    assert.deepEqual([found.tcp?.dataLength, found.unread], [5, 'further frames of an A-MSDU']);
  });
});
