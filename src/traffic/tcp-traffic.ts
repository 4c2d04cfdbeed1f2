import type { Packet } from './dissect.ts';
import type { Spread } from './durations.ts';
import { Durations } from './durations.ts';
import { TcpConnection, tcpFlag } from './tcp-connection.ts';

/** How the TCP connections fared. */
export interface TcpCounts {
  connections: number;
  retransmissions: number;
  /** Segments with the RST flag. */
  resets: number;
  /** Connections that were opened while the capture ran. */
  handshakes: { tried: number; completed: number; refused: number; unanswered: number };
  /** From the SYN to the acknowledgment that completes the handshake. */
  roundTrip?: Spread;
  /** Set when there were too many connections at a time to follow all of them. */
  isApproximate?: true;
}

const mostConnections = 20_000;
/** An opening that is younger at the end of the file may still be answered. Microseconds. */
const patience = 1e6;

/** Follows the TCP connections, in bounded memory: of too many, those that were silent longest are given up. */
export class TcpTraffic {
  readonly #connections = new Map<string, TcpConnection>();
  readonly #roundTrips = new Durations();
  readonly #counts = {
    connections: 0,
    retransmissions: 0,
    resets: 0,
    handshakes: { tried: 0, completed: 0, refused: 0, unanswered: 0 },
  };
  #isApproximate = false;

  /** Takes a packet, and tells whether it is a retransmission or a reset. */
  see(packet: Packet): 'retransmission' | 'reset' | undefined {
    const { tcp, time } = packet;
    if (tcp === undefined) return undefined;
    const [key, from] = connectionKey(packet);
    let connection = this.#connections.get(key);
    if (connection?.isSucceededBy(tcp)) {
      this.#end(connection, time);
      connection = undefined;
    }
    if (connection === undefined) {
      this.#counts.connections += 1;
      connection = new TcpConnection();
    }
    // The map keeps the order in which they were last put.
    this.#connections.delete(key);
    this.#connections.set(key, connection);
    if (this.#connections.size > mostConnections) this.#giveUpOldest(time);

    const { isRetransmission, roundTrip } = connection.see(from, time, tcp);
    if (roundTrip !== undefined && roundTrip >= 0) this.#roundTrips.add(roundTrip);
    if (isRetransmission) this.#counts.retransmissions += 1;
    if ((tcp.flags & tcpFlag.rst) !== 0) {
      this.#counts.resets += 1;
      return 'reset';
    }
    return isRetransmission ? 'retransmission' : undefined;
  }

  /** The counts, once all packets were seen, the last of them at this time. */
  counts(lastTime: number): TcpCounts {
    for (const connection of this.#connections.values()) this.#end(connection, lastTime);
    this.#connections.clear();
    const roundTrip = this.#roundTrips.spread();
    return {
      ...this.#counts,
      ...(roundTrip && { roundTrip }),
      ...(this.#isApproximate && { isApproximate: true }),
    };
  }

  /** Several at once, since the first of a map is found behind all those deleted before it. */
  #giveUpOldest(time: number): void {
    this.#isApproximate = true;
    for (const [key, connection] of [...this.#connections].slice(0, mostConnections / 10)) {
      this.#connections.delete(key);
      this.#end(connection, time);
    }
  }

  #end({ handshake, openedTime }: TcpConnection, time: number): void {
    const { handshakes } = this.#counts;
    if (handshake === 'unseen') return;
    handshakes.tried += 1;
    if (handshake === 'completed') handshakes.completed += 1;
    else if (handshake === 'refused') handshakes.refused += 1;
    else if (time - openedTime >= patience) handshakes.unanswered += 1;
  }
}

/** The same key for both directions, and which of them the packet goes. */
function connectionKey({
  source = '',
  destination = '',
  sourcePort = 0,
  destinationPort = 0,
}: Packet): [key: string, from: 0 | 1] {
  const one = source + String.fromCharCode(sourcePort);
  const other = destination + String.fromCharCode(destinationPort);
  return one < other ? [one + other, 0] : [other + one, 1];
}
