import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../model/random.ts';
import * as conversations from './conversations.ts';
import type { Packet, Peer } from './packet.ts';
import { Wire } from './wire.ts';

const server: Peer = { address: '203.0.113.24', port: 80, opener: 'local', hostName: 'a.example' };
const client: Peer = { address: '198.51.100.7', port: 443, opener: 'remote' };

// The packets that the machine sends (>) and receives (<), from one second on.
const examples: [name: keyof typeof conversations, peer: Peer, packets: string][] = [
  [
    'request',
    server,
    `1000.000 > UDP 37470:53 27 bytes
     1001.521 < UDP 37470:53 43 bytes
     1009.000 > TCP 34564:80 SYN seq 0 0 bytes
     1019.669 < TCP 34564:80 SYN+ACK seq 0 ack 1 0 bytes
     1019.759 > TCP 34564:80 ACK seq 1 ack 1 0 bytes
     1019.759 > TCP 34564:80 PSH+ACK seq 1 ack 1 92 bytes
     1030.468 < TCP 34564:80 ACK seq 1 ack 93 0 bytes
     1047.319 < TCP 34564:80 PSH+ACK seq 1 ack 93 1460 bytes
     1047.359 < TCP 34564:80 PSH+ACK seq 1461 ack 93 829 bytes
     1047.489 > TCP 34564:80 ACK seq 93 ack 2290 0 bytes
     1047.489 > TCP 34564:80 FIN+ACK seq 93 ack 2290 0 bytes
     1058.158 < TCP 34564:80 FIN+ACK seq 2290 ack 94 0 bytes
     1058.248 > TCP 34564:80 ACK seq 94 ack 2291 0 bytes`,
  ],
  [
    'request',
    client,
    `1000.000 < TCP 443:46749 SYN seq 0 0 bytes
     1000.090 > TCP 443:46749 SYN+ACK seq 0 ack 1 0 bytes
     1030.267 < TCP 443:46749 ACK seq 1 ack 1 0 bytes
     1030.267 < TCP 443:46749 PSH+ACK seq 1 ack 1 138 bytes
     1030.397 > TCP 443:46749 ACK seq 1 ack 139 0 bytes
     1035.128 > TCP 443:46749 PSH+ACK seq 1 ack 139 1026 bytes
     1065.345 < TCP 443:46749 ACK seq 139 ack 1027 0 bytes
     1065.345 < TCP 443:46749 FIN+ACK seq 139 ack 1027 0 bytes
     1065.435 > TCP 443:46749 FIN+ACK seq 1027 ack 140 0 bytes
     1095.612 < TCP 443:46749 ACK seq 140 ack 1028 0 bytes`,
  ],
  [
    'lossyRequest',
    server,
    `1000.000 > TCP 37470:80 SYN seq 0 0 bytes
     1009.267 < TCP 37470:80 SYN+ACK seq 0 ack 1 0 bytes
     1009.357 > TCP 37470:80 ACK seq 1 ack 1 0 bytes
     1009.357 > TCP 37470:80 PSH+ACK seq 1 ack 1 92 bytes
     1209.357 > TCP 37470:80 PSH+ACK seq 1 ack 1 92 bytes
     1609.357 > TCP 37470:80 PSH+ACK seq 1 ack 1 92 bytes
     1618.664 < TCP 37470:80 ACK seq 1 ack 93 0 bytes
     1618.664 < TCP 37470:80 PSH+ACK seq 1 ack 93 1119 bytes
     1618.794 > TCP 37470:80 ACK seq 93 ack 1120 0 bytes
     1618.794 > TCP 37470:80 FIN+ACK seq 93 ack 1120 0 bytes
     1628.061 < TCP 37470:80 FIN+ACK seq 1120 ack 94 0 bytes
     1628.151 > TCP 37470:80 ACK seq 94 ack 1121 0 bytes`,
  ],
  [
    'resetRequest',
    client,
    `1000.000 < TCP 443:46749 SYN seq 0 0 bytes
     1000.090 > TCP 443:46749 SYN+ACK seq 0 ack 1 0 bytes
     1030.267 < TCP 443:46749 ACK seq 1 ack 1 0 bytes
     1030.267 < TCP 443:46749 PSH+ACK seq 1 ack 1 138 bytes
     1030.397 > TCP 443:46749 ACK seq 1 ack 139 0 bytes
     1030.397 > TCP 443:46749 RST+ACK seq 1 ack 139 0 bytes`,
  ],
  [
    'refusedConnection',
    server,
    `1000.000 > TCP 38273:80 SYN seq 0 0 bytes
     1009.663 < TCP 38273:80 RST+ACK seq 0 ack 1 0 bytes`,
  ],
  [
    'refusedConnection',
    client,
    `1000.000 < TCP 443:38273 SYN seq 0 0 bytes
     1000.090 > TCP 443:38273 RST+ACK seq 0 ack 1 0 bytes`,
  ],
  [
    'unansweredConnection',
    client,
    `1000.000 > TCP 38273:443 SYN seq 0 0 bytes
     2000.000 > TCP 38273:443 SYN seq 0 0 bytes
     4000.000 > TCP 38273:443 SYN seq 0 0 bytes
     8000.000 > TCP 38273:443 SYN seq 0 0 bytes`,
  ],
  [
    'ping',
    server,
    `1000.000 > ICMP type 8 number 1
     1007.497 < ICMP type 0 number 1
     2000.000 > ICMP type 8 number 2
     2007.183 < ICMP type 0 number 2
     3000.000 > ICMP type 8 number 3
     3016.800 < ICMP type 0 number 3`,
  ],
  [
    'arp',
    server,
    `1000.000 > ARP request
     1000.158 < ARP reply`,
  ],
];

for (const [name, peer, packets] of examples) {
  test(`${name} with a peer at ${peer.address}`, () => {
    const random = new Random('x');
    const conversation = conversations[name] as conversations.Conversation;
    const found = conversation(new Wire('10.0.0.4', random), random, peer, 1_000_000);
    assert.deepEqual(
      summary(found),
      packets.split('\n').map((line) => line.trim()),
    );
  });
}

/** One line for each packet. Numbers of TCP count from the first of their side. */
function summary(packets: readonly Packet[]): string[] {
  const first = new Map<string, number>();
  const relative = (side: string, number: number) => {
    if (!first.has(side)) first.set(side, number);
    return number - (first.get(side) ?? 0);
  };
  return packets.map(({ time, protocol, frame, localPort, remotePort }) => {
    const body = frame.subarray(14 + 20);
    const isSent = frame.toString('hex', 6, 9) === '000d3a';
    const head = `${(time / 1000).toFixed(3)} ${isSent ? '>' : '<'} ${protocol}`;
    const ports = `${localPort}:${remotePort}`;
    if (protocol === 'ARP') return `${head} ${frame[21] === 1 ? 'request' : 'reply'}`;
    if (protocol === 'ICMP') return `${head} type ${body[0]} number ${body.readUInt16BE(6)}`;
    if (protocol === 'UDP') return `${head} ${ports} ${body.length - 8} bytes`;
    const flags = ['FIN', 'SYN', 'RST', 'PSH', 'ACK'].filter((_, bit) => body[13]! & (1 << bit));
    const [own, other] = isSent ? ['>', '<'] : ['<', '>'];
    const sequence = relative(own, body.readUInt32BE(4));
    const acknowledged = flags.includes('ACK')
      ? ` ack ${relative(other, body.readUInt32BE(8))}`
      : '';
    const length = body.length - (body[12]! >> 4) * 4;
    return `${head} ${ports} ${flags.join('+')} seq ${sequence}${acknowledged} ${length} bytes`;
  });
}
