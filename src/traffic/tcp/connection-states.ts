import type { TcpSegment } from '../layers/packet.ts';
import { tcpFlag } from '../layers/tcp.ts';
import { grown } from './connection-table.ts';
import type { Handshake, HandshakeState } from './handshake.ts';
import { handshakeState } from './handshake.ts';

const firstCapacity = 1024;

/** Bits of a connection's flags. */
const bit = {
  opener: 0x01,
  earlyAnswer: 0x02,
  earlyAnswerBySecond: 0x04,
  heldSyn: 0x08,
  seen: 0x10,
  /** The first sequence number of one side, and of the other. */
  knowsFirst: [0x20, 0x40] as const,
};

/** State of every connection, in typed arrays by connection number. */
export class ConnectionStates {
  #state = new Uint8Array(firstCapacity);
  #flags = new Uint8Array(firstCapacity);
  #firstSequences: [Uint32Array, Uint32Array] = [
    new Uint32Array(firstCapacity),
    new Uint32Array(firstCapacity),
  ];
  #openedTime = new Float64Array(firstCapacity);
  #roundTrip = new Float32Array(firstCapacity);

  /** Resets a slot for a new connection. */
  begin(slot: number): void {
    while (slot >= this.#state.length) this.#grow();
    this.#state[slot] = handshakeState.unseen;
    this.#flags[slot] = 0;
    this.#openedTime[slot] = 0;
    this.#roundTrip[slot] = 0;
  }

  state(slot: number): HandshakeState {
    return (this.#state[slot] ?? 0) as HandshakeState;
  }

  handshake(slot: number): Handshake {
    const flags = this.#flags[slot] ?? 0;
    const isEarly = (flags & bit.earlyAnswer) !== 0;
    return {
      state: this.state(slot),
      opener: (flags & bit.opener) !== 0 ? 1 : 0,
      earlyAnswerBy: isEarly ? ((flags & bit.earlyAnswerBySecond) !== 0 ? 1 : 0) : undefined,
    };
  }

  setHandshake(slot: number, { state, opener, earlyAnswerBy }: Handshake): void {
    this.#state[slot] = state;
    const kept =
      (this.#flags[slot] ?? 0) & ~(bit.opener | bit.earlyAnswer | bit.earlyAnswerBySecond);
    this.#flags[slot] =
      kept |
      (opener === 1 ? bit.opener : 0) |
      (earlyAnswerBy === undefined ? 0 : bit.earlyAnswer) |
      (earlyAnswerBy === 1 ? bit.earlyAnswerBySecond : 0);
  }

  /** Time of the last SYN, in microseconds. */
  openedTime(slot: number): number {
    return this.#openedTime[slot] ?? 0;
  }

  setOpenedTime(slot: number, time: number): void {
    this.#openedTime[slot] = time;
  }

  /** Round trip of the handshake in microseconds; 0 when unknown. */
  roundTrip(slot: number): number {
    return this.#roundTrip[slot] ?? 0;
  }

  setRoundTrip(slot: number, roundTrip: number): void {
    this.#roundTrip[slot] = roundTrip;
  }

  /** True when a SYN opens another connection between the same ports. */
  isSucceededBy(slot: number, from: 0 | 1, sequence: number): boolean {
    const knows = ((this.#flags[slot] ?? 0) & bit.knowsFirst[from]) !== 0;
    return knows && this.#firstSequences[from][slot] !== sequence;
  }

  /** Stores the initial sequence numbers of both sides from the first segments. */
  learnFirstSequence(slot: number, from: 0 | 1, segment: TcpSegment): void {
    const { flags, sequence, acknowledgment } = segment;
    const to = from === 0 ? 1 : 0;
    const known = this.#flags[slot] ?? 0;
    if ((known & bit.knowsFirst[from]) === 0) {
      const isSyn = (flags & tcpFlag.syn) !== 0;
      this.#firstSequences[from][slot] = isSyn ? sequence : (sequence - 1) >>> 0;
      this.#flags[slot] = known | bit.knowsFirst[from];
    }
    if ((known & bit.knowsFirst[to]) === 0 && (flags & tcpFlag.ack) !== 0) {
      this.#firstSequences[to][slot] = (acknowledgment - 1) >>> 0;
      this.#flags[slot] = (this.#flags[slot] ?? 0) | bit.knowsFirst[to];
    }
  }

  /** True after the first segment. */
  isSeen(slot: number): boolean {
    return ((this.#flags[slot] ?? 0) & bit.seen) !== 0;
  }

  /**
   * Holds a SYN that is the first segment of its connection: most connections of a flood have nothing
   * else. Returns false after an earlier segment, or when the segment is not a plain SYN.
   */
  holdSyn(slot: number, segment: TcpSegment): boolean {
    const flags = this.#flags[slot] ?? 0;
    this.#flags[slot] = flags | bit.seen;
    if ((flags & bit.seen) !== 0 || segment.dataLength > 0) return false;
    if (segment.flags !== tcpFlag.syn) return false;
    this.#flags[slot] = flags | bit.seen | bit.heldSyn;
    return true;
  }

  /** Returns and removes the held SYN. */
  takeSyn(slot: number): { time: number; segment: TcpSegment } | undefined {
    const flags = this.#flags[slot] ?? 0;
    if ((flags & bit.heldSyn) === 0) return undefined;
    this.#flags[slot] = flags & ~bit.heldSyn;
    const from = (flags & bit.opener) !== 0 ? 1 : 0;
    const sequence = this.#firstSequences[from][slot] ?? 0;
    const segment = { sequence, acknowledgment: 0, flags: tcpFlag.syn, window: -1, dataLength: 0 };
    return { time: this.openedTime(slot), segment };
  }

  #grow(): void {
    const capacity = this.#state.length * 2;
    this.#state = grown(this.#state, new Uint8Array(capacity));
    this.#flags = grown(this.#flags, new Uint8Array(capacity));
    this.#firstSequences = [
      grown(this.#firstSequences[0], new Uint32Array(capacity)),
      grown(this.#firstSequences[1], new Uint32Array(capacity)),
    ];
    this.#openedTime = grown(this.#openedTime, new Float64Array(capacity));
    this.#roundTrip = grown(this.#roundTrip, new Float32Array(capacity));
  }
}
