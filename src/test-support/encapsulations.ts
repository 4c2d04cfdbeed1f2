import { deflateRawSync } from 'node:zlib';
import { ipv4Frame, tcpFrame, udpFrame } from './capture-files.ts';

/** A frame with one TCP segment from 10.1.0.1:1234 to 10.1.0.2:443, with sequence number 7 and 5 bytes. */
export interface Encapsulation {
  /** All layers in front of IPv4 and TCP, or in front of TCP when the segment is not within IPv4. */
  layers: string;
  linkType: number;
  data: Buffer;
}

/** Bytes from their hexadecimal form; spaces are ignored. */
export const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** A header in hexadecimal form and what follows it. */
export const after = (hex: string, rest: Buffer): Buffer => Buffer.concat([bytesOf(hex), rest]);

/** Two Ethernet addresses. */
export const macs = '000d3a000001 00155d000002';

const ends = { from: '10.1.0.1', to: '10.1.0.2' };

/** The segment in an Ethernet frame. */
export const segmentFrame = tcpFrame({ sequence: 7, flags: 0x10 }, 5, {
  ...ends,
  fromPort: 1234,
  toPort: 443,
});
bytesOf(macs).copy(segmentFrame);
const frame = segmentFrame;
const packet = frame.subarray(14);
const segment = packet.subarray(20);

/** A SNAP header before IPv4. */
export const snap = 'aaaa03 000000 0800';

/** A header of 108 bytes. */
const pktap = `6c000000 01000000 01000000 ${'00'.repeat(96)}`;

const links: [layers: string, linkType: number, header: string, inner?: Buffer][] = [
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
  ['PFLOG', 117, `3d02 ${'00'.repeat(62)}`],
  [
    'Prism / 802.11 / LLC',
    119,
    `44000000 90000000 ${'00'.repeat(136)} 0801 0000 ${macs} 020000000003 0000 ${snap}`,
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
  ['SunATM / LLC', 123, `02 00 0064 ${snap}`],
  ['SunATM / Ethernet', 123, '01 00 0064 0001', frame],
  ['ARCNET', 129, 'be00 ea08 f0'],
  ['ARCNET', 129, 'be00 ea08 d4 00 0165'],
  ['IP over FireWire', 138, `${'00'.repeat(16)} 0800`],
  ['DOCSIS / Ethernet', 143, '0000 003b 0000', frame],
  ['PKTAP / Ethernet', 149, pktap, frame],
  ['Juniper Ethernet / Ethernet', 178, '4d4743 81 0002 ffff', frame],
  ['PPI / 802.11 / LLC', 192, `0000 0800 69000000 0801 0000 ${macs} 020000000003 0000 ${snap}`],
  ['PPP with direction / PPP', 204, '00 ff03 0021'],
  ['Cisco HDLC with direction / Cisco HDLC', 205, '00 0f00 0800'],
  ['Frame Relay with direction / Frame Relay', 206, '00 1841 03cc'],
  ['NFLOG', 239, '02000000 05000a00 41000000 31000900'],
  ['netANALYZER / Ethernet', 240, '00000000', frame],
  ['IP over InfiniBand', 242, `${'00'.repeat(40)} 0800 0000`],
  ['PKTAP / Ethernet', 258, pktap, frame],
  ['Linux cooked 2', 276, '0800 0000 00000001 0001 00 06 0200000000020000'],
];

const udpTo = (toPort: number, header: string, inner: Buffer): Buffer =>
  udpFrame(after(header, inner), { toPort });

const tunnels: [layers: string, data: Buffer][] = [
  ['VLAN / IPv4', after(`${macs} 8100 0001 0800`, packet)],
  ['VLAN / VLAN / IPv4', after(`${macs} 88a8 0001 8100 0002 0800`, packet)],
  ['VN-Tag / IPv4', after(`${macs} 8926 00000000 0800`, packet)],
  ['E-Tag / IPv4', after(`${macs} 893f 000000000000 0800`, packet)],
  ['LLC / IPv4', after(`${macs} 0035 ${snap}`, packet)],
  ['MPLS / IPv4', after(`${macs} 8847 00010040 00011140`, packet)],
  ['MPLS / Ethernet / IPv4', after(`${macs} 8847 00011140 00000000`, frame)],
  ['MPLS / Ethernet / IPv4', after(`${macs} 8847 00011140 00005e000101`, frame.subarray(6))],
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
    ipv4Frame(47, after('1000 88be 00000001 1000000000000000', frame)),
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
  ['IPv4 / IPComp', ipv4Frame(108, after('06 00 0002', deflateRawSync(segment)), ends)],
  ['IPv4 / UDP / CAPWAP / Ethernet / IPv4', udpTo(5247, '00 100200 00000000', frame)],
  [
    'IPv4 / UDP / CAPWAP / 802.11 in CAPWAP / LLC / IPv4',
    udpTo(5247, `00 100300 00000000 0108 0000 ${macs} 020000000003 0000 ${snap}`, packet),
  ],
];

/** The segment behind each link layer. */
export const linkEncapsulations: Encapsulation[] = links.map(
  ([layers, linkType, header, inner = packet]) => ({
    layers: `${layers} / IPv4`,
    linkType,
    data: after(header, inner),
  }),
);

/** The segment behind tags and tunnels, in Ethernet frames. */
export const tunnelEncapsulations: Encapsulation[] = tunnels.map(([layers, data]) => ({
  layers: `Ethernet / ${layers}`,
  linkType: 1,
  data,
}));

function ipv6Frame(next: number, payload: Buffer): Buffer {
  const [from, to] = [`${'fd00'.padEnd(31, '0')}1`, `${'fd00'.padEnd(31, '0')}2`];
  const header = bytesOf(`${macs} 86dd 60000000 0000 00 40 ${from} ${to}`);
  header.writeUInt16BE(payload.length, 18);
  header.writeUInt8(next, 20);
  return Buffer.concat([header, payload]);
}

/** The segment in IPv6 behind four extension headers. */
export const extendedFrame = ipv6Frame(
  0,
  after('2b00 000000000000 3c00 000000000000 0601 0000000000000000000000000000', segment),
);

/** A fragment in IPv6. */
export function ipv6Part(offset: number, more: boolean, data: Buffer): Buffer {
  const header = bytesOf('0600 0000 00000009');
  header.writeUInt16BE(offset | (more ? 1 : 0), 2);
  return ipv6Frame(44, Buffer.concat([header, data]));
}

/** The segment in two fragments of IPv6. */
export const ipv6Parts = [
  ipv6Part(0, true, segment.subarray(0, 16)),
  ipv6Part(16, false, segment.subarray(16)),
];

/** The segment in two fragments of IPv4. */
export const ipv4Parts = [segment.subarray(0, 16), segment.subarray(16)].map((data, index) => {
  const part = ipv4Frame(6, data, ends);
  part.writeUInt16BE(9, 18);
  part.writeUInt16BE(index === 0 ? 0x2000 : 2, 20);
  return part;
});
