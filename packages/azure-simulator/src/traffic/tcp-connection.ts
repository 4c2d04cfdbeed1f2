import { MAXIMUM_SEGMENT_SIZE, TCP_FLAG } from '../pcap/tcp.ts';
import type { Packet, Side } from './packet.ts';
import type { Random } from '../model/random.ts';
import type { Wire } from './wire.ts';

const { fin, syn, rst, psh, ack } = TCP_FLAG;
// The window scale option of the SYN applies to the second value.
const SYN_WINDOW = 64240;
const WINDOW = 501;
const SEGMENT_SPACING = 40;

/** One TCP connection. Each method adds the packets of one event, in order of time. */
export class TcpConnection {
  readonly packets: Packet[] = [];
  readonly #wire: Wire;
  readonly #remote: { address: string; port: number; localPort: number };
  readonly #roundTrip: number;
  readonly #next: Record<Side, number>;
  #time: number;

  /** `time` and the round trip are in microseconds. */
  constructor(
    wire: Wire,
    random: Random,
    remote: { address: string; port: number; localPort: number },
    time: number,
  ) {
    this.#wire = wire;
    this.#remote = remote;
    this.#roundTrip = random.whole(4_000, 38_000);
    this.#next = { local: random.whole(1, 0x7fffffff), remote: random.whole(1, 0x7fffffff) };
    this.#time = time;
  }

  handshake(opener: Side): this {
    const answerer = other(opener);
    this.#put(opener, syn, Buffer.alloc(0), 0);
    this.#next[opener] += 1;
    this.#wait(opener);
    this.#put(answerer, syn | ack);
    this.#next[answerer] += 1;
    this.#wait(answerer);
    this.#put(opener, ack);
    return this;
  }

  /** Data in segments, followed by one acknowledgment of all of it. */
  send(from: Side, data: Buffer): this {
    for (const segment of segments(data)) this.#data(from, segment);
    this.#wait(from);
    this.#put(other(from), ack);
    return this;
  }

  /** One segment that is lost twice, retransmitted after 200 and 400 ms, and then acknowledged. */
  sendThroughLoss(from: Side, data: Buffer): this {
    const segment = data.subarray(0, MAXIMUM_SEGMENT_SIZE);
    for (const timeout of [200_000, 400_000]) {
      this.#put(from, psh | ack, segment);
      this.#time += timeout;
    }
    this.#data(from, segment);
    this.#wait(from);
    this.#put(other(from), ack);
    return this;
  }

  /** Adds a pause of `microseconds` while the server processes the request. */
  think(microseconds: number): this {
    this.#time += microseconds;
    return this;
  }

  close(first: Side): this {
    for (const side of [first, other(first)]) {
      this.#put(side, fin | ack);
      this.#next[side] += 1;
      this.#wait(side);
    }
    this.#put(first, ack);
    return this;
  }

  reset(by: Side): this {
    this.#put(by, rst | ack);
    return this;
  }

  /** A SYN to a closed port, answered with a reset. */
  refused(opener: Side): this {
    this.#put(opener, syn, Buffer.alloc(0), 0);
    this.#next[opener] += 1;
    this.#wait(opener);
    this.#next[other(opener)] = 0;
    this.#put(other(opener), rst | ack);
    return this;
  }

  /** A SYN without a response, retransmitted after 1, 2 and 4 seconds. */
  unanswered(opener: Side): this {
    for (const wait of [1_000_000, 2_000_000, 4_000_000, 0]) {
      this.#put(opener, syn, Buffer.alloc(0), 0);
      this.#time += wait;
    }
    return this;
  }

  #data(from: Side, segment: Buffer): void {
    this.#put(from, psh | ack, segment);
    this.#next[from] = (this.#next[from] + segment.length) >>> 0;
    this.#time += SEGMENT_SPACING;
  }

  #put(
    from: Side,
    flags: number,
    payload: Buffer = Buffer.alloc(0),
    acknowledgment = this.#next[other(from)],
  ): void {
    const window = flags & syn ? SYN_WINDOW : WINDOW;
    const segment = { sequence: this.#next[from], acknowledgment, flags, window };
    this.packets.push(this.#wire.tcp(this.#time, from, this.#remote, segment, payload));
  }

  /** Advances the time until the other side's packet is seen: a round trip only if the machine sent first. */
  #wait(from: Side): void {
    this.#time += from === 'local' ? this.#roundTrip : 90;
  }
}

function other(side: Side): Side {
  return side === 'local' ? 'remote' : 'local';
}

function segments(data: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; at += MAXIMUM_SEGMENT_SIZE) {
    parts.push(data.subarray(at, at + MAXIMUM_SEGMENT_SIZE));
  }
  return parts;
}
