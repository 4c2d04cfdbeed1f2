import { arpMessage, type Station } from '../pcap/arp.ts';
import { BROADCAST_MAC, ETHER_TYPE, ethernetFrame } from '../pcap/ethernet.ts';
import { icmpEcho } from '../pcap/icmp.ts';
import { IP_PROTOCOL, ipv4Packet } from '../pcap/ipv4.ts';
import { tcpSegment } from '../pcap/tcp.ts';
import { udpDatagram } from '../pcap/udp.ts';
import type { Packet, Side } from './packet.ts';
import type { Random } from '../model/random.ts';

// All neighbours of a machine in an Azure virtual network have this hardware address.
const GATEWAY_MAC = '12:34:56:78:9a:bc';

/** Builds packets on the virtual machine's link, with addresses, IP identifications and lifetimes. */
export class Wire {
  readonly local: Station;
  readonly gateway: Station;
  readonly #remoteLifetime: number;
  #identification: number;

  constructor(localAddress: string, random: Random) {
    const suffix = [...random.bytes(3)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
    this.local = { mac: `00:0d:3a:${suffix}`, address: localAddress };
    this.gateway = { mac: GATEWAY_MAC, address: localAddress.split('.').with(-1, '1').join('.') };
    this.#remoteLifetime = random.whole(45, 58);
    this.#identification = random.whole(0, 0xffff);
  }

  tcp(
    time: number,
    sender: Side,
    remote: { address: string; port: number; localPort: number },
    segment: { sequence: number; acknowledgment: number; flags: number; window: number },
    payload: Buffer,
  ): Packet {
    const ends = this.#ends(sender, remote);
    const body = tcpSegment({ ...ends, ...segment }, payload);
    return this.#packet(time, sender, 'TCP', remote, IP_PROTOCOL.tcp, body);
  }

  udp(
    time: number,
    sender: Side,
    remote: { address: string; port: number; localPort: number },
    payload: Buffer,
  ): Packet {
    const body = udpDatagram(this.#ends(sender, remote), payload);
    return this.#packet(time, sender, 'UDP', remote, IP_PROTOCOL.udp, body);
  }

  echo(time: number, sender: Side, address: string, identifier: number, sequence: number): Packet {
    const body = icmpEcho(sender === 'local' ? 'request' : 'reply', identifier, sequence);
    return this.#packet(time, sender, 'ICMP', { address }, IP_PROTOCOL.icmp, body);
  }

  arp(time: number, sender: Side): Packet {
    const asks = sender === 'local';
    const [source, target] = asks ? [this.local, this.gateway] : [this.gateway, this.local];
    const link = {
      source: source.mac,
      destination: asks ? BROADCAST_MAC : target.mac,
      etherType: ETHER_TYPE.arp,
    };
    return {
      time,
      frame: ethernetFrame(link, arpMessage(asks ? 'request' : 'reply', source, target)),
      protocol: 'ARP',
      localAddress: this.local.address,
      remoteAddress: this.gateway.address,
    };
  }

  #ends(sender: Side, remote: { address: string; port: number; localPort: number }) {
    const here = { address: this.local.address, port: remote.localPort };
    const [from, to] = sender === 'local' ? [here, remote] : [remote, here];
    return {
      source: from.address,
      sourcePort: from.port,
      destination: to.address,
      destinationPort: to.port,
    };
  }

  #packet(
    time: number,
    sender: Side,
    protocol: Packet['protocol'],
    remote: { address: string; port?: number; localPort?: number },
    number: number,
    body: Buffer,
  ): Packet {
    const outgoing = sender === 'local';
    this.#identification += 1;
    const packet = ipv4Packet(
      {
        source: outgoing ? this.local.address : remote.address,
        destination: outgoing ? remote.address : this.local.address,
        protocol: number,
        identification: this.#identification,
        timeToLive: outgoing ? 64 : this.#remoteLifetime,
      },
      body,
    );
    const link = {
      source: outgoing ? this.local.mac : this.gateway.mac,
      destination: outgoing ? this.gateway.mac : this.local.mac,
      etherType: ETHER_TYPE.ipv4,
    };
    return {
      time,
      frame: ethernetFrame(link, packet),
      protocol,
      localAddress: this.local.address,
      remoteAddress: remote.address,
      ...(remote.port !== undefined && { remotePort: remote.port }),
      ...(remote.localPort !== undefined && { localPort: remote.localPort }),
    };
  }
}
