import type { Spread } from '../counts/durations.ts';
import { Durations } from '../counts/durations.ts';
import { RecentlyUsed } from '../counts/recently-used.ts';
import type { Packet, TcpSegment } from '../layers/packet.ts';
import { hasEnds } from '../layers/packet.ts';
import { tcpFlag } from '../layers/tcp.ts';
import type { TableLimits } from './connection-table.ts';
import { ConnectionTable } from './connection-table.ts';
import { ConnectionStates } from './connection-states.ts';
import { handshakeState, nextHandshake } from './handshake.ts';
import type { SegmentKind } from './sequence-analysis.ts';
import { SequenceAnalysis } from './sequence-analysis.ts';
import type { SynFlood } from './syn-targets.ts';
import { SynTargets } from './syn-targets.ts';

/** Results of the TCP connections. */
export interface TcpCounts {
  connections: number;
  retransmissions: number;
  /** Segments with the RST flag. */
  resets: number;
  /** Connections that were opened during the capture. */
  handshakes: {
    tried: number;
    completed: number;
    /** Answered with a reset. */
    refused: number;
    unanswered: number;
    /** Answered, and then reset by the side that opened it. */
    abandoned: number;
  };
  /** Time from the SYN to the acknowledgment that completes the handshake. */
  roundTrip?: Spread;
  /** Largest first. */
  synFloods?: SynFlood[];
  /** Counts that are lower bounds, because there were too many connections to track. */
  lowerBounds?: ('connections' | 'handshakes' | 'retransmissions')[];
  /** Segments with a truncated header. The other counts exclude them. */
  cutHeaders?: number;
}

const usualLimits: TableLimits & { analyses: number } = {
  connections: 2 ** 21,
  longAddresses: 2 ** 19,
  /** Number of the connections seen last whose segments are analyzed; at most twice as many are kept. */
  analyses: 40_000,
};
/** Time in microseconds. A younger SYN at the end of the file may still get an answer. */
const patience = 1e6;

/** Tracks TCP connections in bounded memory. */
export class TcpTraffic {
  readonly #table: ConnectionTable;
  readonly #states = new ConnectionStates();
  readonly #analyses: RecentlyUsed<SequenceAnalysis>;
  readonly #roundTrips = new Durations();
  readonly #targets = new SynTargets();
  readonly #counts = {
    connections: 0,
    retransmissions: 0,
    resets: 0,
    handshakes: { tried: 0, completed: 0, refused: 0, unanswered: 0, abandoned: 0 },
  };
  #cutHeaders = 0;
  #isFull = false;
  #hasForgotten = false;

  /** @param limits numbers that bound the memory. */
  constructor(limits = usualLimits) {
    this.#table = new ConnectionTable(limits);
    this.#analyses = new RecentlyUsed(limits.analyses);
  }

  /** Processes a packet. Returns the analysis result of its segment. */
  see(packet: Packet): SegmentKind | undefined {
    const { tcp } = packet;
    if (tcp === undefined) {
      if (packet.cut === 'TCP') this.#cutHeaders += 1;
      return undefined;
    }
    if (!hasEnds(packet)) return undefined;
    const { source, destination, sourcePort, destinationPort } = packet;
    const time = Number.isNaN(packet.time) ? 0 : packet.time;
    if ((tcp.flags & tcpFlag.rst) !== 0) this.#counts.resets += 1;
    const isOpening = (tcp.flags & (tcpFlag.syn | tcpFlag.ack)) === tcpFlag.syn;
    if (isOpening) this.#targets.addSyn(source, destination, destinationPort, time);

    const place = this.#table.place(source, destination, sourcePort, destinationPort);
    if (place === undefined) {
      this.#isFull = true;
      return undefined;
    }
    const { slot, from } = place;
    if (place.isNew) this.#begin(slot);
    else if (isOpening && this.#states.isSucceededBy(slot, from, tcp.sequence)) {
      this.#end(slot, Infinity);
      this.#analyses.delete(slot);
      this.#begin(slot);
    }
    this.#states.learnFirstSequence(slot, from, tcp);
    const roundTrip = this.#states.roundTrip(slot);
    const completed = this.#followHandshake(slot, from, time, tcp);
    if (completed) {
      const isOpener = this.#states.handshake(slot).opener === from;
      this.#targets.addCompleted(
        isOpener ? destination : source,
        isOpener ? destinationPort : sourcePort,
      );
    }
    const kind = this.#analyze(slot, from, time, tcp, roundTrip);
    if (roundTrip === 0) this.#timeFirstAnswer(slot, time, tcp);
    if (kind?.endsWith('retransmission')) this.#counts.retransmissions += 1;
    return kind;
  }

  /** The counts after the last packet, whose time is `lastTime`. */
  counts(lastTime: number): TcpCounts {
    for (let slot = 0; slot < this.#table.size; slot++) this.#end(slot, lastTime);
    const roundTrip = this.#roundTrips.spread();
    const synFloods = this.#targets.floods();
    const lowerBounds = this.#isFull
      ? (['connections', 'handshakes', 'retransmissions'] as const)
      : this.#hasForgotten
        ? (['retransmissions'] as const)
        : [];
    return {
      ...this.#counts,
      ...(roundTrip && { roundTrip }),
      ...(synFloods.length > 0 && { synFloods }),
      ...(lowerBounds.length > 0 && { lowerBounds: [...lowerBounds] }),
      ...(this.#cutHeaders > 0 && { cutHeaders: this.#cutHeaders }),
    };
  }

  #begin(slot: number): void {
    this.#counts.connections += 1;
    this.#states.begin(slot);
  }

  /** Returns true when the segment completes the handshake. */
  #followHandshake(slot: number, from: 0 | 1, time: number, tcp: TcpSegment): boolean {
    const isSyn = (tcp.flags & tcpFlag.syn) !== 0;
    const state = this.#states.state(slot);
    const isDecided = state === handshakeState.completed || state === handshakeState.unseen;
    if (isDecided && !isSyn) return false;
    const before = this.#states.handshake(slot);
    const openingSequence = this.#states.firstSequence(slot, before.opener);
    const after = nextHandshake(before, from, tcp, openingSequence);
    this.#states.setHandshake(slot, after);
    if (isSyn && (tcp.flags & tcpFlag.ack) === 0 && from === after.opener) {
      this.#states.setOpenedTime(slot, time);
    }
    if (after === before || after.state !== handshakeState.completed) return false;
    const roundTrip = time - this.#states.openedTime(slot);
    if (from === after.opener && roundTrip >= 0) {
      this.#roundTrips.add(roundTrip);
    }
    return true;
  }

  /** As in Wireshark, the first acknowledgment of either side gives the round trip for the analysis. */
  #timeFirstAnswer(slot: number, time: number, { flags }: TcpSegment): void {
    const isAnswer = (flags & (tcpFlag.syn | tcpFlag.ack)) === tcpFlag.ack;
    if (!isAnswer || this.#states.state(slot) === handshakeState.unseen) return;
    this.#states.setRoundTrip(slot, Math.max(0, time - this.#states.openedTime(slot)));
  }

  /** Analyzes a segment. A connection with only a SYN so far needs no analysis yet. */
  #analyze(
    slot: number,
    from: 0 | 1,
    time: number,
    tcp: TcpSegment,
    roundTrip: number,
  ): SegmentKind | undefined {
    let analysis = this.#analyses.get(slot);
    if (analysis === undefined) {
      const isSeen = this.#states.isSeen(slot);
      if (this.#states.holdSyn(slot, tcp)) return undefined;
      analysis = new SequenceAnalysis();
      this.#analyses.set(slot, analysis);
      const held = this.#states.takeSyn(slot);
      if (held !== undefined) {
        const { opener } = this.#states.handshake(slot);
        analysis.see(opener, held.time, held.segment, 0);
      } else if (isSeen) this.#hasForgotten = true;
    }
    return analysis.see(from, time, tcp, roundTrip);
  }

  #end(slot: number, lastTime: number): void {
    const { handshakes } = this.#counts;
    const { state } = this.#states.handshake(slot);
    if (state === handshakeState.unseen) return;
    handshakes.tried += 1;
    if (state === handshakeState.completed) handshakes.completed += 1;
    else if (state === handshakeState.refused) handshakes.refused += 1;
    else if (state === handshakeState.abandoned) handshakes.abandoned += 1;
    else if (
      state === handshakeState.open &&
      lastTime - this.#states.openedTime(slot) >= patience
    ) {
      handshakes.unanswered += 1;
    }
  }
}
