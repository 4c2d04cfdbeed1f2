import type { HeavyHitter } from '../counts/heavy-hitters.ts';
import { HeavyHitters } from '../counts/heavy-hitters.ts';
import type { TimelineCounts } from '../counts/timeline.ts';
import { Timeline } from '../counts/timeline.ts';
import type { DnsCounts } from '../dns/dns-traffic.ts';
import { DnsTraffic } from '../dns/dns-traffic.ts';
import type { Frame } from '../files/frame.ts';
import { Dissector } from '../layers/dissect.ts';
import { formatAddress } from '../layers/format-address.ts';
import type { Packet } from '../layers/packet.ts';
import { serviceName } from '../layers/service-name.ts';
import type { TcpCounts } from '../tcp/tcp-traffic.ts';
import { TcpTraffic } from '../tcp/tcp-traffic.ts';
import type { Damage } from './damage.ts';
import { DamageMeter, isTime } from './damage.ts';
import { ServerNames } from './server-names.ts';

/** Number of packets and their bytes on the wire. */
export interface Volume {
  packets: number;
  bytes: number;
}

/** The largest rows of a ranking. */
export interface Largest<Row> {
  rows: Row[];
  /**
   * Set when there were too many keys to count each one. Keys that are not counted have at most this
   * many bytes, and a row may miss up to this many.
   */
  uncertainBytes?: number;
}

/** The traffic of a capture. Times are ISO 8601 UTC. */
export interface Traffic extends Volume {
  firstPacket?: string;
  lastPacket?: string;
  timeline?: TimelineCounts;
  /** Addresses by bytes sent and received; `names` are server names that clients requested there. */
  talkers: Largest<{ address: string; names?: string[]; sent: Volume; received: Volume }>;
  /** Pairs of addresses. */
  conversations: Largest<{ one: string; other: string } & Volume>;
  /** Volume by protocol name. A packet counts for each of its layers. */
  protocols: ({ name: string } & Volume)[];
  /** Service ports: the lower of the two ports of a packet. */
  ports: Largest<{ protocol: string; port: number; service?: string } & Volume>;
  tcp: TcpCounts;
  dns: DnsCounts;
  /** Packets with an unsupported inner layer, by its name. */
  notRead?: ({ what: string } & Volume)[];
  /** Packets in which the header of this layer is truncated. */
  notCaptured?: { layer: string; packets: number }[];
}

const kept = 2048;
const shown = 10;
const mostNames = 512;
/** Layers that nearly every packet has, so they carry no information. */
const plainLinks = new Set(['Ethernet', 'Raw IP', 'Loopback', 'Linux cooked', 'Linux cooked 2']);

const nothing = (): Volume => ({ packets: 0, bytes: 0 });

/** Measures the traffic of a capture packet by packet, in bounded memory. */
export class TrafficMeter {
  readonly #dissector = new Dissector();
  readonly #total = nothing();
  readonly #protocols = new Map<string, Volume>();
  readonly #notRead = new Map<string, Volume>();
  readonly #notCaptured = new Map<string, Volume>();
  readonly #talkers = new HeavyHitters(
    kept,
    () => ({ sent: nothing(), received: nothing() }),
    ({ sent, received }) => {
      clear(sent);
      clear(received);
    },
  );
  readonly #conversations = new HeavyHitters(kept, nothing, clear);
  readonly #ports = new HeavyHitters(kept, nothing);
  readonly #names = new ServerNames();
  readonly #tcp = new TcpTraffic();
  readonly #dns = new DnsTraffic();
  readonly #timeline = new Timeline();
  readonly #damage = new DamageMeter();
  #firstTime = Infinity;
  #lastTime = -Infinity;

  /** Adds the next packet. */
  add(frame: Frame): void {
    frame.length = this.#damage.see(frame);
    const packet = this.#dissector.dissect(frame);
    count(this.#total, packet);
    this.#addLayers(packet);
    this.#addAddresses(packet);
    this.#addPort(packet);
    this.#names.see(packet);
    const kind = this.#tcp.see(packet);
    const isProblem =
      this.#dns.see(packet) || kind?.endsWith('retransmission') === true || isReset(packet);
    if (!isTime(packet.time)) return;
    this.#firstTime = Math.min(this.#firstTime, packet.time);
    this.#lastTime = Math.max(this.#lastTime, packet.time);
    this.#timeline.add(packet.time, packet.length, isProblem ? 1 : 0);
  }

  /** Counts of impossible values. */
  get damage(): Damage {
    return this.#damage.damage;
  }

  /** Seconds from the first packet to the last. */
  get seconds(): number {
    return Math.max(0, this.#lastTime - this.#firstTime) / 1e6;
  }

  /** The traffic, after all packets have been added. */
  result(): Traffic {
    const timeline = this.#timeline.counts();
    const notRead = rows(this.#notRead).map(({ name, ...volume }) => ({ what: name, ...volume }));
    const notCaptured = rows(this.#notCaptured).map(({ name, packets }) => ({
      layer: name,
      packets,
    }));
    return {
      ...this.#total,
      ...(timeline && {
        firstPacket: iso(this.#firstTime),
        lastPacket: iso(this.#lastTime),
        timeline,
      }),
      talkers: largest(this.#talkers, ({ key, value }) => {
        const names = this.#names.of(key);
        return { address: formatAddress(key), ...(names.length > 0 && { names }), ...value };
      }),
      conversations: largest(this.#conversations, ({ key, value }) => ({
        one: formatAddress(key.slice(0, key.length / 2)),
        other: formatAddress(key.slice(key.length / 2)),
        ...value,
      })),
      protocols: rows(this.#protocols),
      ports: largest(this.#ports, ({ key, value }) => {
        const [protocol = '', port = ''] = key.split(' ');
        const service = serviceName(protocol, Number(port));
        return { protocol, port: Number(port), ...(service && { service }), ...value };
      }),
      tcp: this.#tcp.counts(this.#lastTime),
      dns: this.#dns.counts(this.#lastTime),
      ...(notRead.length > 0 && { notRead }),
      ...(notCaptured.length > 0 && { notCaptured }),
    };
  }

  #addLayers(packet: Packet): void {
    const { layers, cut, unread } = packet;
    for (let index = 0; index < layers.length; index++) {
      const name = layers[index]?.name ?? '';
      if (plainLinks.has(name) || isRepeated(packet, index)) continue;
      count(volumeOf(this.#protocols, name), packet);
    }
    if (unread !== undefined) count(volumeOf(this.#notRead, unread), packet);
    if (cut !== undefined) count(volumeOf(this.#notCaptured, cut), packet);
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
    const { sourcePort, destinationPort, transport, length } = packet;
    if (sourcePort === undefined || destinationPort === undefined) return;
    const port = Math.min(sourcePort, destinationPort);
    count(this.#ports.add(`${transport ?? ''} ${port}`, length), packet);
  }
}

const isReset = ({ tcp }: Packet): boolean => tcp !== undefined && (tcp.flags & 0x04) !== 0;

function isRepeated({ layers }: Packet, index: number): boolean {
  for (let before = 0; before < index; before++) {
    if (layers[before]?.name === layers[index]?.name) return true;
  }
  return false;
}

function clear(volume: Volume): void {
  volume.packets = 0;
  volume.bytes = 0;
}

function count(volume: Volume, { length }: Packet): void {
  volume.packets += 1;
  volume.bytes += length;
}

/** The volume for a name. Excess names count as `other`, since names come from the wire. */
function volumeOf(volumes: Map<string, Volume>, name: string): Volume {
  const found = volumes.get(name);
  if (found !== undefined) return found;
  if (volumes.size >= mostNames && name !== 'other') return volumeOf(volumes, 'other');
  const created = nothing();
  volumes.set(name, created);
  return created;
}

const rows = (volumes: Map<string, Volume>): ({ name: string } & Volume)[] =>
  [...volumes]
    .map(([name, volume]) => ({ name, ...volume }))
    .sort((one, other) => other.bytes - one.bytes);

const largest = <T, Row>(
  hitters: HeavyHitters<T>,
  rowFor: (hitter: HeavyHitter<T>) => Row,
): Largest<Row> => ({
  rows: hitters.top(shown).map(rowFor),
  ...(hitters.forgotten > 0 && { uncertainBytes: hitters.forgotten }),
});

const iso = (time: number): string => new Date(time / 1000).toISOString();
