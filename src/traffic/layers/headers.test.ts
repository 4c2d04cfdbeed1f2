import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { capturedFrame, ipv4Frame, udpFrame } from '../../test-support/capture-files.ts';
import {
  bytesOf,
  extendedFrame,
  linkEncapsulations,
  macs,
  segmentFrame,
  snap,
  tunnelEncapsulations,
} from '../../test-support/encapsulations.ts';
import { Dissector } from './dissect.ts';
import type { Packet } from './packet.ts';

/** What the headers below lead to: a segment in a frame, in IPv4 and in IPv6. */
const inner = {
  FRAME: segmentFrame,
  IPV4: segmentFrame.subarray(14),
  IPV6: extendedFrame.subarray(14),
};
const zeros = (count: number): string => '00'.repeat(count);
const wireless = `${macs} 020000000003 0000`;

const dissect = (data: Buffer, linkType = 1, length?: number): Packet =>
  new Dissector().dissect({ ...capturedFrame(data, 1e15, length), linkType });

const layersOf = ({ layers }: Packet): string => layers.map(({ name }) => name).join(' / ');

/** The bytes of a header in hexadecimal form and, last, the name of what follows it. */
function headed(text: string): Buffer {
  const [, hex = '', name] = /^([\da-f ]*)([A-Z]\w+)?$/.exec(text) ?? assert.fail(text);
  const rest = name === undefined ? [] : [inner[name as keyof typeof inner]];
  return Buffer.concat([bytesOf(hex), ...rest]);
}

/** Asserts the layers, what was not read, and that TCP is the whole segment. */
function assertLayers(found: Packet, expected: string): void {
  const [layers = '', unread] = expected.split(': ');
  assert.equal(layersOf(found), layers);
  assert.equal(found.unread, unread);
  assert.equal(found.cut, undefined);
  const segment = [found.tcp?.sequence, found.tcp?.dataLength];
  assert.deepEqual(segment, layers.endsWith('TCP') ? [7, 5] : [undefined, undefined]);
}

type Case = [header: string, expected: string];

const byLinkType: [linkType: number, ...cases: Case[]][] = [
  [0, ['18000000 IPV6', 'Loopback / IPv6 / TCP'], ['1c000000 IPV6', 'Loopback / IPv6 / TCP']],
  [0, ['1e000000 IPV6', 'Loopback / IPv6 / TCP'], ['0a000000 IPV6', 'Loopback / IPv6 / TCP']],
  [0, ['17000000 IPV6', 'Loopback / IPv6 / TCP'], ['02000000 5000', 'Loopback / IP: IP version 5']],
  [
    6,
    [`1000 ${macs} aaaa03 000000 0800 IPV4`, 'Token Ring'],
    [`1080 ${macs} aaaa03 000000 0800 IPV4`, 'Token Ring'],
  ],
  [
    9,
    ['ff03 0057 IPV6', 'PPP / IPv6 / TCP'],
    ['ff03 0281 00011140 IPV4', 'PPP / MPLS / IPv4 / TCP'],
    ['0283 00011140 IPV4', 'PPP / MPLS / IPv4 / TCP'],
    ['0f00 0800 IPV4', 'PPP / Cisco HDLC / IPv4 / TCP'],
    ['8f00 0800 IPV4', 'PPP / Cisco HDLC / IPv4 / TCP'],
    ['ff03 c021 01010004', 'PPP'],
    ['ff03 002d 00', 'PPP: PPP with compressed TCP headers'],
    ['2f 00', 'PPP: PPP with compressed TCP headers'],
    ['003d c000 0000', 'PPP: PPP multilink'],
    ['00fd 9000', 'PPP: PPP compressed datagram'],
    ['0053 0000', 'PPP: PPP encrypted datagram'],
  ],
  [14, ['IPV4', 'Raw IP / IPv4 / TCP'], ['IPV6', 'Raw IP / IPv6 / TCP']],
  [50, ['ff03 0021 IPV4', 'PPP / IPv4 / TCP']],
  [51, ['1100 0001 002f 0021 IPV4', 'PPPoE / PPP / IPv4 / TCP']],
  [
    100,
    ['060603 IPV4', 'LLC / IPv4 / TCP'],
    ['424203 0000', 'LLC / STP'],
    ['e0e003 0000', 'LLC / IPX'],
    ['f0f003 0000', 'LLC / NetBIOS'],
    ['fefe03 0000', 'LLC / OSI'],
    ['040403 0000', 'LLC'],
    ['aaaa03 0000f8 0800 IPV4', 'LLC / IPv4 / TCP'],
    ['aaaa03 00000c 2000 02b4', 'LLC / CDP'],
    ['aaaa03 00000c 2003 0100', 'LLC / Cisco'],
    ['aaaa03 0080c2 0007 0000 FRAME', 'LLC / Ethernet / IPv4 / TCP'],
    ['aaaa03 0080c2 000e 0000', 'LLC'],
    ['aaaa03 08000a 0007 0000', 'LLC'],
  ],
  [104, ['0f00 0003 424203 0000', 'Cisco HDLC / LLC / STP']],
  [
    105,
    [`0841 0000 ${wireless} ${snap} IPV4`, '802.11: encrypted 802.11'],
    [`4801 0000 ${wireless}`, '802.11'],
    [`8000 0000 ${wireless} 0000`, '802.11'],
    [`0803 0000 ${wireless} 020000000004 ${snap} IPV4`, '802.11 / LLC / IPv4 / TCP'],
    [`0802 0000 ${wireless} ${snap} IPV4`, '802.11 / LLC / IPv4 / TCP'],
    [`8881 0000 ${wireless} 0000 00000000 ${snap} IPV4`, '802.11 / LLC / IPv4 / TCP'],
    [`0881 0000 ${wireless} ${snap} IPV4`, '802.11 / LLC / IPv4 / TCP'],
  ],
  [
    107,
    ['1841 038e IPV6', 'Frame Relay / IPv6 / TCP'],
    ['1840 4241 03cc IPV4', 'Frame Relay / IPv4 / TCP'],
    ['1841 0800 IPV4', 'Frame Relay / IPv4 / TCP'],
    ['1841 0300 80 0080c2 0007 FRAME', 'Frame Relay / Ethernet / IPv4 / TCP'],
    ['1841 0300 80 00000c 0007 FRAME', 'Frame Relay'],
    ['1841 0308 0000', 'Frame Relay'],
  ],
  [
    113,
    ['0004 0338 0000 0000000000000000 0000 00000000', 'Linux cooked / Netlink'],
    [
      `0000 0323 0000 0000000000000000 0000 0000 0800 00000000 0801 0000 ${wireless} ${snap} IPV4`,
      'Linux cooked / radiotap / 802.11 / LLC / IPv4 / TCP',
    ],
    [
      `0000 0321 0000 0000000000000000 0000 0801 0000 ${wireless} ${snap} IPV4`,
      'Linux cooked / 802.11 / LLC / IPv4 / TCP',
    ],
    ['0000 0001 0006 0200000000020000 0004 060603 IPV4', 'Linux cooked / LLC / IPv4 / TCP'],
    ['0000 0001 0006 0200000000020000 0001 ffff', 'Linux cooked / IPX'],
    ['0000 0001 0006 0200000000020000 0003 FRAME', 'Linux cooked / Ethernet / IPv4 / TCP'],
  ],
  [123, ['00 00 0064 0102', 'SunATM: ATM']],
  [
    127,
    // The flags say that a checksum of four bytes follows the frame.
    [
      `0000 0900 02000000 10 0801 0000 ${wireless} ${snap} IPV4`,
      'radiotap / 802.11 / LLC / IPv4 / TCP',
    ],
    [`0000 0900 02000000 40 8000 0000`, 'radiotap / 802.11: 802.11 with a wrong checksum'],
    [`0000 0900 02000000 20 8000 0000`, 'radiotap / 802.11: padded 802.11'],
    [`0000 1100 03000000 ${zeros(8)} 20 8000 0000`, 'radiotap / 802.11: padded 802.11'],
    [
      `0000 1900 030000a0 00000020 ${zeros(4)} ${zeros(8)} 20 8000 0000`,
      'radiotap / 802.11: padded 802.11',
    ],
    [`0000 0900 04000000 20 8000 0000`, 'radiotap / 802.11'],
    [`0000 0400 00000000 8000 0000`, 'radiotap'],
  ],
  [
    129,
    [`be00 ea08 f1 0001 0800 0104 0001 ${zeros(10)}`, 'ARCNET / ARP'],
    [`be00 ea08 d5 00 0165 0001 0800 0104 0001 ${zeros(20)}`, 'ARCNET / ARP'],
    ['be00 ea08 d4 01 0165 IPV4', 'ARCNET: fragments of ARCNET'],
    ['be00 ea08 fa IPV4', 'ARCNET'],
  ],
  [138, [`${zeros(16)} 0004 424203 0000`, 'IP over FireWire / LLC / STP']],
  [
    143,
    ['0102 003d aabb 0000 FRAME', 'DOCSIS / Ethernet / IPv4 / TCP'],
    ['c002 003b 0000 FRAME', 'DOCSIS'],
  ],
  [149, [`6c000000 01000000 0c000000 ${zeros(96)} IPV4`, 'PKTAP / Raw IP / IPv4 / TCP']],
  [
    178,
    ['4d4743 01 FRAME', 'Juniper Ethernet / Ethernet / IPv4 / TCP'],
    ['4d4743 03 0000', 'Juniper Ethernet: Juniper header without a link layer'],
    ['4d4744 01 FRAME', 'Juniper Ethernet: Juniper header without a link layer'],
  ],
  [
    192,
    ['0000 0800 01000000 FRAME', 'PPI / Ethernet / IPv4 / TCP'],
    ['0000 0c00 01000000 00000000 FRAME', 'PPI / Ethernet / IPv4 / TCP'],
    ['0000 0800 09000000 FRAME', 'PPI: PPI with link type 9'],
  ],
  [229, ['IPV6', 'IPv6 / TCP']],
  [
    239,
    ['02000000 0500 0a00 41000000 3100 0900 IPV4', 'NFLOG / IPv4 / TCP'],
    ['02000000 0300 0a00 41000000 3100 0900 IPV4', 'NFLOG'],
    ['02000000 0400 0100 0600 0100 00000000 0400 0200', 'NFLOG'],
  ],
  [147, ['00', 'Link type 147: link type 147']],
];

const inEthernet: Case[] = [
  // Frames with a length in place of a type.
  ['0020 ffff 0000', 'Ethernet / IPX'],
  ['0006 ff00 03 0000', 'Ethernet / LLC'],
  ['0005 00ff 03 0000', 'Ethernet / LLC'],
  ['05ff 424203 0000', 'Ethernet / LLC / STP'],
  ['8100 0001 0003 424203', 'Ethernet / VLAN / LLC / STP'],
  ['8100 0001 0600 0000', 'Ethernet / VLAN / EtherType 0x0600: EtherType 0x0600'],
  // The header of a pseudowire.
  ['8847 00011140 1000 0000', 'Ethernet / MPLS'],
  ['8847 00011140 IPV6', 'Ethernet / MPLS / IPv6 / TCP'],
  [
    '8847 00011140 000102030405 000d3a000001 1234 0000',
    'Ethernet / MPLS / Ethernet / EtherType 0x1234: EtherType 0x1234',
  ],
];

const inGre: Case[] = [
  ['0000 88be FRAME', 'GRE / Ethernet / IPv4 / TCP'],
  [`1000 22eb 00000001 2001 ${zeros(10)} FRAME`, 'GRE / Ethernet / IPv4 / TCP'],
  [`1000 22eb 00000001 2001 ${zeros(9)} 01 ${zeros(8)} FRAME`, 'GRE / Ethernet / IPv4 / TCP'],
  ['0000 883e 00000000 IPV4', 'GRE / IPv4 / TCP'],
  ['0000 883e IPV4', 'GRE / IPv4 / TCP'],
  [`0000 8200 0801 0000 ${wireless} ${snap} IPV4`, 'GRE / 802.11 / LLC / IPv4 / TCP'],
  [`0000 8370 0801 0000 ${wireless} ${snap} IPV4`, 'GRE / 802.11 / LLC / IPv4 / TCP'],
  ['0000 8371 00', 'GRE / EtherType 0x8371: EtherType 0x8371'],
  ['0000 81ff 00', 'GRE / EtherType 0x81ff: EtherType 0x81ff'],
  ['4000 0800 00000000 00000000 IPV4', 'GRE: GRE with source routes'],
  ['8000 0800 00000000 IPV4', 'GRE / IPv4 / TCP'],
  ['2000 0800 00000001 IPV4', 'GRE / IPv4 / TCP'],
  ['0080 0800 IPV4', 'GRE / IPv4 / TCP'],
  ['2081 880b 00000000 00000001', 'GRE'],
];

const inUdp: [port: number, ...cases: Case[]][] = [
  [53, [zeros(12), 'DNS'], [zeros(11), '']],
  [
    443,
    ['c000000001', 'QUIC'],
    ['c000000000', 'QUIC'],
    ['c06b3343cf', 'QUIC'],
    ['cfff00001d', 'QUIC'],
  ],
  [443, ['c051303530', ''], ['4000000000', 'QUIC'], ['0000000000', ''], ['40000000', '']],
  [784, ['4000000000', 'QUIC']],
  [
    2152,
    ['32ff 0038 00000001 00000000 IPV4', 'GTP-U / IPv4 / TCP'],
    ['3001 0004 00000001', 'GTP-U'],
  ],
  [2152, ['30ff 0069 00000001 IPV6', 'GTP-U / IPv6 / TCP'], ['50ff 0034 00000001 IPV4', '']],
  [2152, ['34ff 003c 00000001 00000085 01000085 01000000 IPV4', 'GTP-U / IPv4 / TCP']],
  [2152, ['34ff 0010 00000001 00000085 00000000', 'GTP-U']],
  [3544, ['IPV6', 'Teredo / IPv6 / TCP'], ['0000 1234 12345678 IPV6', 'Teredo / IPv6 / TCP']],
  [3544, [`0001 02 03 0102 010203 ${zeros(8)} 00 0000 1234 12345678 IPV6`, 'Teredo / IPv6 / TCP']],
  [3544, [`0002 ${zeros(40)}`, 'Teredo'], ['IPV4', 'Teredo']],
  [4754, ['0001 0800 IPV4', '']],
  [4789, ['00000000 00000100 FRAME', '']],
  [8472, ['08000000 00000100 FRAME', 'VXLAN / Ethernet / IPv4 / TCP']],
  [4790, ['0c000002 00000100 IPV6', 'VXLAN-GPE / IPv6 / TCP']],
  [4790, ['0c000003 00000100 FRAME', 'VXLAN-GPE / Ethernet / IPv4 / TCP']],
  [4790, ['0c000004 00000100', 'VXLAN-GPE / NSH']],
  [4790, ['0c000005 00000100 00011140 IPV4', 'VXLAN-GPE / MPLS / IPv4 / TCP']],
  [4790, ['0c000006 00000100 IPV4', 'VXLAN-GPE']],
  [5072, [`4152 0204 00000000 ${zeros(36)} IPV4`, '']],
  [5246, ['00 100200 00000000 00000000', 'CAPWAP control'], ['01 000000 00000000', '']],
  [5247, ['01 000000 00000000', '']],
  [5247, ['00 100500 00000000 00', 'CAPWAP: CAPWAP with binding 2']],
  [6081, ['0200 6558 00000100 00000000 00000000 FRAME', 'Geneve / Ethernet / IPv4 / TCP']],
  [6081, ['4000 6558 00000100 FRAME', '']],
];

describe('the headers of a frame', () => {
  test('lead to what follows them, by link type', () => {
    for (const [linkType, ...cases] of byLinkType) {
      for (const [header, expected] of cases) {
        const hasChecksum = /^0000 0900 02000000 10/.test(header);
        const data = Buffer.concat([headed(header), Buffer.alloc(hasChecksum ? 4 : 0)]);
        assertLayers(dissect(data, linkType), expected);
      }
    }
  });

  test('lead to what follows them, in Ethernet', () => {
    for (const [header, expected] of inEthernet) {
      assertLayers(dissect(Buffer.concat([bytesOf(macs), headed(header)])), expected);
    }
  });

  test('lead to what follows them, in GRE', () => {
    for (const [header, expected] of inGre) {
      assertLayers(dissect(ipv4Frame(47, headed(header))), `Ethernet / IPv4 / ${expected}`);
    }
  });

  test('lead to what follows them, in UDP to a port or from it', () => {
    for (const [port, ...cases] of inUdp) {
      for (const [header, expected] of cases) {
        const layers = ['Ethernet / IPv4 / UDP', expected].filter(Boolean).join(' / ');
        assertLayers(dissect(udpFrame(headed(header), { toPort: port })), layers);
        assertLayers(dissect(udpFrame(headed(header), { fromPort: port, toPort: 9 })), layers);
      }
    }
  });

  test('that the recording program added do not count as bytes on the wire', () => {
    const lengths = linkEncapsulations
      .filter(({ data, linkType }) => dissect(data, linkType).length !== data.length)
      .map(({ data, linkType }) => [linkType, data.length - dissect(data, linkType).length]);
    assert.deepEqual(lengths, [
      [123, 4],
      [123, 4],
      [204, 1],
      [205, 1],
      [206, 1],
    ]);
  });
});

describe('a frame that is cut', () => {
  const frames = [
    ...linkEncapsulations,
    ...tunnelEncapsulations,
    { layers: 'Ethernet / IPv6', linkType: 1, data: extendedFrame },
  ].filter(({ layers }) => !layers.endsWith('IPComp'));

  test('anywhere has the layers before the cut, and names the one whose header is cut', () => {
    for (const { layers, linkType, data } of frames) {
      const names = `${layers} / TCP`.split(' / ');
      const portsEnd = data.length - 5 - 20 + 16;
      for (let kept = 0; kept < portsEnd; kept++) {
        const found = dissect(data.subarray(0, kept), linkType, data.length);
        const cut = found.layers.at(-1)?.name ?? '';
        const where = `${kept} bytes of ${layers}`;
        assert.deepEqual(
          found.layers.slice(0, -1).map(({ name }) => name),
          names.slice(0, found.layers.length - 1),
          where,
        );
        // Without its first bytes, the protocol in a datagram is not known.
        if (cut === 'UDP' && found.cut === undefined) continue;
        assert.equal(found.cut, cut.replace(' in CAPWAP', ''), where);
        assert.equal(found.tcp, undefined, where);
      }
    }
  });

  test('behind the fixed part of the TCP header has its segment', () => {
    for (const { layers, linkType, data } of frames) {
      for (let kept = data.length - 9; kept < data.length; kept++) {
        const found = dissect(data.subarray(0, kept), linkType, data.length);
        const where = `${kept} bytes of ${layers}`;
        assert.equal(layersOf(found), `${layers} / TCP`, where);
        assert.deepEqual(
          [found.cut, found.tcp?.sequence, found.tcp?.dataLength],
          [undefined, 7, 5],
          where,
        );
      }
    }
  });

  test('on the wire is not cut by the capture', () => {
    for (const { linkType, data } of frames) {
      for (let sent = 0; sent < data.length - 25; sent++) {
        const { cut, tcp } = dissect(data.subarray(0, sent), linkType);
        assert.deepEqual([cut, tcp], [undefined, undefined], `${sent} of ${data.toString('hex')}`);
      }
    }
  });
});
