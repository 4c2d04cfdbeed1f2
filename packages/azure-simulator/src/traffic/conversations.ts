import { dnsAnswer, dnsQuery } from '../pcap/dns.ts';
import type { Packet, Peer } from './packet.ts';
import { exchange } from './payloads.ts';
import type { Random } from '../model/random.ts';
import { TcpConnection } from './tcp-connection.ts';
import type { Wire } from './wire.ts';

/** The resolver of every Azure virtual network. */
export const AZURE_DNS = '168.63.129.16';

/** The packets of one exchange that starts at `time` (microseconds since the start of the capture). */
export type Conversation = (wire: Wire, random: Random, peer: Peer, time: number) => Packet[];

/** A DNS lookup, followed by a request and its response. */
export const request: Conversation = (wire, random, peer, time) => {
  const lookup = peer.hostName === undefined ? [] : dnsLookup(wire, random, peer, time);
  const { request, response } = exchange(peer.port, peer.hostName ?? peer.address, random);
  const [client, server] = sides(peer);
  const connection = open(wire, random, peer, time + (lookup.length > 0 ? 9_000 : 0))
    .handshake(client)
    .send(client, request)
    .think(random.whole(2_000, 60_000))
    .send(server, response)
    .close(client);
  return [...lookup, ...connection.packets];
};

/** A request that is lost twice and retransmitted. */
export const lossyRequest: Conversation = (wire, random, peer, time) => {
  const { request, response } = exchange(peer.port, peer.hostName ?? peer.address, random);
  const [client, server] = sides(peer);
  return open(wire, random, peer, time)
    .handshake(client)
    .sendThroughLoss(client, request)
    .send(server, response)
    .close(client).packets;
};

/** A connection that the server resets after the request. */
export const resetRequest: Conversation = (wire, random, peer, time) => {
  const { request } = exchange(peer.port, peer.hostName ?? peer.address, random);
  const [client, server] = sides(peer);
  return open(wire, random, peer, time).handshake(client).send(client, request).reset(server)
    .packets;
};

/** A connection to a closed port. */
export const refusedConnection: Conversation = (wire, random, peer, time) =>
  open(wire, random, peer, time).refused(peer.opener).packets;

/** A connection to a peer that does not respond, so the SYN is retransmitted. */
export const unansweredConnection: Conversation = (wire, random, peer, time) =>
  open(wire, random, { ...peer, opener: 'local' }, time).unanswered('local').packets;

/** Three echo requests at intervals of one second, with their replies. */
export const ping: Conversation = (wire, random, peer, time) => {
  const identifier = random.whole(1, 0xffff);
  return [1, 2, 3].flatMap((sequence) => {
    const at = time + (sequence - 1) * 1_000_000;
    return [
      wire.echo(at, 'local', peer.address, identifier, sequence),
      wire.echo(at + random.whole(3_000, 30_000), 'remote', peer.address, identifier, sequence),
    ];
  });
};

/** An ARP request for the gateway's hardware address, with its reply. */
export const arp: Conversation = (wire, random, _peer, time) => [
  wire.arp(time, 'local'),
  wire.arp(time + random.whole(100, 400), 'remote'),
];

/** A query to the resolver and its response. */
function dnsLookup(wire: Wire, random: Random, peer: Peer, time: number): Packet[] {
  const id = random.whole(0, 0xffff);
  const remote = { address: AZURE_DNS, port: 53, localPort: random.whole(32768, 60999) };
  const name = peer.hostName ?? peer.address;
  return [
    wire.udp(time, 'local', remote, dnsQuery(id, name)),
    wire.udp(
      time + random.whole(700, 6_000),
      'remote',
      remote,
      dnsAnswer(id, name, peer.address, 60),
    ),
  ];
}

function open(wire: Wire, random: Random, peer: Peer, time: number): TcpConnection {
  const ephemeral = random.whole(32768, 60999);
  const ports =
    peer.opener === 'local'
      ? { port: peer.port, localPort: ephemeral }
      : { port: ephemeral, localPort: peer.port };
  return new TcpConnection(wire, random, { address: peer.address, ...ports }, time);
}

function sides(peer: Peer): ['local', 'remote'] | ['remote', 'local'] {
  return peer.opener === 'local' ? ['local', 'remote'] : ['remote', 'local'];
}
