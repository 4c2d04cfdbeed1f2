import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arpMessage } from './arp.ts';
import { dnsAnswer, dnsQuery } from './dns.ts';
import { BROADCAST_MAC, ETHER_TYPE, ethernetFrame } from './ethernet.ts';
import { icmpEcho } from './icmp.ts';
import { IP_PROTOCOL, ipv4Packet } from './ipv4.ts';
import { pcapFileHeader, pcapRecord } from './pcap-file.ts';
import { TCP_FLAG, tcpSegment } from './tcp.ts';
import { udpDatagram } from './udp.ts';

const machine = { mac: '00:0d:3a:01:02:03', address: '10.0.0.4' };
const gateway = { mac: '12:34:56:78:9a:bc', address: '10.0.0.1' };
const ends = { source: '10.0.0.4', destination: '192.0.2.1' };
const ports = { sourcePort: 40000, destinationPort: 80 };
const tcp = { ...ends, ...ports, sequence: 1, acknowledgment: 2, window: 501 };
const nothing = Buffer.alloc(0);
const odd = Buffer.from('odd');
const counting = Array.from({ length: 56 }, (_, at) => at.toString(16).padStart(2, '0')).join('');

// Fields in the order of the RFCs that the functions name. Another program calculated the checksums.
const examples: [name: string, bytes: Buffer, hex: string][] = [
  [
    'Ethernet frame',
    ethernetFrame({ source: machine.mac, destination: BROADCAST_MAC, etherType: 0x0806 }, odd),
    'ffffffffffff 000d3a010203 0806 6f6464',
  ],
  [
    'ARP request',
    arpMessage('request', machine, gateway),
    '0001 0800 06 04 0001 000d3a010203 0a000004 000000000000 0a000001',
  ],
  [
    'ARP reply',
    arpMessage('reply', gateway, machine),
    '0001 0800 06 04 0002 123456789abc 0a000001 000d3a010203 0a000004',
  ],
  [
    'IPv4 packet, with the lower 16 bits of the identification',
    ipv4Packet({ ...ends, protocol: 17, identification: 0x1_1234, timeToLive: 64 }, odd),
    '4500 0017 1234 4000 40 11 5c9d 0a000004 c0000201 6f6464',
  ],
  ['ping', icmpEcho('request', 0x1_0007, 2), `08 00 00e4 0007 0002 ${counting}`],
  ['reply to a ping', icmpEcho('reply', 7, 2), `00 00 08e4 0007 0002 ${counting}`],
  [
    'DNS query',
    dnsQuery(0x1_1234, 'a.example'),
    '1234 0100 0001 0000 0000 0000 01 61 07 6578616d706c65 00 0001 0001',
  ],
  [
    'DNS answer',
    dnsAnswer(0x1234, 'a.example', '192.0.2.1', 60),
    `1234 8180 0001 0001 0000 0000 01 61 07 6578616d706c65 00 0001 0001
     c00c 0001 0001 0000003c 0004 c0000201`,
  ],
  ['UDP datagram', udpDatagram({ ...ends, ...ports }, odd), '9c40 0050 000b c3dd 6f6464'],
  [
    'UDP datagram whose checksum would be zero',
    udpDatagram({ ...ends, sourcePort: 0x3389, destinationPort: 80 }, nothing),
    '3389 0050 0008 ffff',
  ],
  [
    'SYN with its options',
    tcpSegment({ ...tcp, flags: TCP_FLAG.syn, acknowledgment: 0 }, nothing),
    '9c40 0050 00000001 00000000 8002 01f5 0486 0000 020405b4 0402 01 030307 01 01',
  ],
  [
    'data after the numbers of TCP have wrapped around',
    tcpSegment({ ...tcp, flags: 0x18, sequence: 2 ** 32 + 3, acknowledgment: 2 ** 31 }, odd),
    '9c40 0050 00000003 80000000 5018 01f5 f1d6 0000 6f6464',
  ],
  [
    'FIN',
    tcpSegment({ ...tcp, flags: TCP_FLAG.fin | TCP_FLAG.ack }, nothing),
    '9c40 0050 00000001 00000002 5011 01f5 4546 0000',
  ],
  [
    'reset',
    tcpSegment({ ...tcp, flags: TCP_FLAG.rst }, nothing),
    '9c40 0050 00000001 00000002 5004 01f5 4553 0000',
  ],
  [
    'file header: little-endian, microseconds, Ethernet, cut to 34 bytes',
    pcapFileHeader(34),
    'd4c3b2a1 0200 0400 00000000 00000000 22000000 01000000',
  ],
  [
    'record: seconds, microseconds, bytes kept, bytes on the wire',
    pcapRecord(1_700_000_000_123_456, Buffer.from('payload'), 4),
    '00f15365 40e20100 04000000 07000000 7061796c',
  ],
];
for (const [name, bytes, hex] of examples) {
  test(name, () => {
    assert.equal(bytes.toString('hex'), hex.replaceAll(/\s/g, ''));
  });
}

test('numbers of IANA', () => {
  assert.deepEqual(ETHER_TYPE, { ipv4: 0x0800, arp: 0x0806 });
  assert.deepEqual(IP_PROTOCOL, { icmp: 1, tcp: 6, udp: 17 });
});
