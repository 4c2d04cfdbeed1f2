import type { DnsCounts } from './dns-traffic.ts';
import { DnsTraffic } from './dns-traffic.ts';
import { dissect } from './dissect.ts';
import type { Packet } from './dissect.ts';
import { formatAddress } from './format-address.ts';
import type { Frame } from './frame.ts';
import type { HeavyHitter } from './heavy-hitters.ts';
import { HeavyHitters } from './heavy-hitters.ts';
import { serviceName } from './service-name.ts';
import type { TcpCounts } from './tcp-traffic.ts';
import { TcpTraffic } from './tcp-traffic.ts';
import type { TimelineCounts } from './timeline.ts';
import { Timeline } from './timeline.ts';

/** Packets, and their bytes on the wire. */
export interface Volume {
  packets: number;
  bytes: number;
}

/** The largest of something. */
export interface Largest<Row> {
  rows: Row[];
  /**
   * Set when there were too many to count each: what is not among those counted has no more bytes
   * than this, and a row may lack up to so many.
   */
  uncertainBytes?: number;
}

/** What went over the wire during a capture. Times are ISO 8601 UTC. */
export interface Traffic extends Volume {
  firstPacket?: string;
  lastPacket?: string;
  timeline?: TimelineCounts;
  /** Addresses, by the bytes that they sent and received. */
  talkers: Largest<{ address: string; sent: Volume; received: Volume }>;
  /** Pairs of addresses. */
  conversations: Largest<{ one: string; other: string } & Volume>;
  /** By the name of the protocol; a packet counts for each of its layers. */
  protocols: ({ name: string } & Volume)[];
  /** Ports of services: of the two ports of a packet, the lower one. */
  ports: Largest<{ protocol: string; port: number; service?: string } & Volume>;
  tcp: TcpCounts;
  dns: DnsCounts;
}

const kept = 2048;
const shown = 10;
/** Later years are damage, and a clock that was never set is none of it. */
const latestTime = Date.UTC(3000, 0) * 1000;

const nothing = (): Volume => ({ packets: 0, bytes: 0 });

/** Gathers what there is to say of a capture, packet by packet, in memory that does not grow with it. */
export class TrafficMeter {
  readonly #total = nothing();
  readonly #protocols = new Map<string, Volume>();
  readonly #talkers = new HeavyHitters(kept, () => ({ sent: nothing(), received: nothing() }));
  readonly #conversations = new HeavyHitters(kept, nothing);
  readonly #ports = new HeavyHitters(kept, nothing);
  readonly #tcp = new TcpTraffic();
  readonly #dns = new DnsTraffic();
  readonly #timeline = new Timeline();
  #firstTime = Infinity;
  #lastTime = -Infinity;

  /** Takes the next packet. */
  add(frame: Frame): void {
    const packet = dissect(frame);
    count(this.#total, packet);
    for (const name of packet.protocols) count(volumeOf(this.#protocols, name), packet);
    this.#addAddresses(packet);
    this.#addPort(packet);
    const isTimed = packet.time >= 0 && packet.time < latestTime;
    const tcpProblem = isTimed && this.#tcp.see(packet) !== undefined;
    const dnsProblem = isTimed && this.#dns.see(packet);
    if (!isTimed) return;
    this.#firstTime = Math.min(this.#firstTime, packet.time);
    this.#lastTime = Math.max(this.#lastTime, packet.time);
    this.#timeline.add(packet.time, packet.length, tcpProblem || dnsProblem ? 1 : 0);
  }

  /** What there is to say, once all packets were added. */
  result(): Traffic {
    const timeline = this.#timeline.counts();
    return {
      ...this.#total,
      ...(timeline && {
        firstPacket: iso(this.#firstTime),
        lastPacket: iso(this.#lastTime),
        timeline,
      }),
      talkers: largest(this.#talkers, ({ key, value }) => ({
        address: formatAddress(key),
        ...value,
      })),
      conversations: largest(this.#conversations, ({ key, value }) => ({
        one: formatAddress(key.slice(0, key.length / 2)),
        other: formatAddress(key.slice(key.length / 2)),
        ...value,
      })),
      protocols: [...this.#protocols]
        .map(([name, volume]) => ({ name, ...volume }))
        .sort((one, other) => other.bytes - one.bytes),
      ports: largest(this.#ports, ({ key, value }) => {
        const [protocol = '', port = ''] = key.split(' ');
        const service = serviceName(protocol, Number(port));
        return { protocol, port: Number(port), ...(service && { service }), ...value };
      }),
      tcp: this.#tcp.counts(this.#lastTime),
      dns: this.#dns.counts(this.#lastTime),
    };
  }

  #addAddresses(packet: Packet): void {
    const { source, destination, length } = packet;
    if (source === undefined || destination === undefined) return;
    count(this.#talkers.add(source, length).sent, packet);
    count(this.#talkers.add(destination, length).received, packet);
    const pair = source < destination ? source + destination : destination + source;
    count(this.#conversations.add(pair, length), packet);
  }

  #addPort(packet: Packet): void {
    const { sourcePort, destinationPort, protocols, length } = packet;
    if (sourcePort === undefined || destinationPort === undefined) return;
    const port = Math.min(sourcePort, destinationPort);
    count(this.#ports.add(`${protocols.at(-1) ?? ''} ${port}`, length), packet);
  }
}

function count(volume: Volume, { length }: Packet): void {
  volume.packets += 1;
  volume.bytes += length;
}

function volumeOf(volumes: Map<string, Volume>, name: string): Volume {
  const found = volumes.get(name) ?? nothing();
  volumes.set(name, found);
  return found;
}

const largest = <T, Row>(
  hitters: HeavyHitters<T>,
  rowFor: (hitter: HeavyHitter<T>) => Row,
): Largest<Row> => ({
  rows: hitters.top(shown).map(rowFor),
  ...(hitters.forgotten > 0 && { uncertainBytes: hitters.forgotten }),
});

const iso = (time: number): string => new Date(time / 1000).toISOString();
