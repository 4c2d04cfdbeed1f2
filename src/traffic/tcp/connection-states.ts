import type { TcpSegment } from '../layers/packet.ts';
import { tcpFlag } from '../layers/tcp.ts';
import { bytes, Column, words } from './column.ts';
import type { Handshake, HandshakeState } from './handshake.ts';
import { handshakeState } from './handshake.ts';

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

/** State of every connection, by connection number. */
export class ConnectionStates {
  readonly #state = new Column(bytes);
  readonly #flags = new Column(bytes);
  readonly #firstSequences = [new Column(words), new Column(words)] as const;
  readonly #openedTime = new Column((length) => new Float64Array(length));
  readonly #roundTrip = new Column((length) => new Float32Array(length));

  /** Resets a slot for a new connection. */
  begin(slot: number): void {
    this.#state.set(slot, handshakeState.unseen);
    this.#flags.set(slot, 0);
    this.#roundTrip.set(slot, 0);
  }

  state(slot: number): HandshakeState {
    return this.#state.get(slot) as HandshakeState;
  }

  handshake(slot: number): Handshake {
    const flags = this.#flags.get(slot);
    const isEarly = (flags & bit.earlyAnswer) !== 0;
    return {
      state: this.state(slot),
      opener: (flags & bit.opener) !== 0 ? 1 : 0,
      earlyAnswerBy: isEarly ? ((flags & bit.earlyAnswerBySecond) !== 0 ? 1 : 0) : undefined,
    };
  }

  setHandshake(slot: number, { state, opener, earlyAnswerBy }: Handshake): void {
    this.#state.set(slot, state);
    const kept = this.#flags.get(slot) & ~(bit.opener | bit.earlyAnswer | bit.earlyAnswerBySecond);
    this.#flags.set(
      slot,
      kept |
        (opener === 1 ? bit.opener : 0) |
        (earlyAnswerBy === undefined ? 0 : bit.earlyAnswer) |
        (earlyAnswerBy === 1 ? bit.earlyAnswerBySecond : 0),
    );
  }

  /** Time of the last SYN, in microseconds. */
  openedTime(slot: number): number {
    return this.#openedTime.get(slot);
  }

  setOpenedTime(slot: number, time: number): void {
    this.#openedTime.set(slot, time);
  }

  /** Time from the SYN to the first acknowledgment in microseconds; 0 when unknown. */
  roundTrip(slot: number): number {
    return this.#roundTrip.get(slot);
  }

  setRoundTrip(slot: number, roundTrip: number): void {
    this.#roundTrip.set(slot, roundTrip);
  }

  /** True when a SYN opens another connection between the same ports. */
  isSucceededBy(slot: number, from: 0 | 1, sequence: number): boolean {
    const knows = (this.#flags.get(slot) & bit.knowsFirst[from]) !== 0;
    return knows && this.#firstSequences[from].get(slot) !== sequence;
  }

  /** Sequence number of the first SYN of a side. */
  firstSequence(slot: number, from: 0 | 1): number {
    return this.#firstSequences[from].get(slot);
  }

  /** Stores the initial sequence numbers of both sides from the first segments. */
  learnFirstSequence(slot: number, from: 0 | 1, segment: TcpSegment): void {
    const { flags, sequence, acknowledgment } = segment;
    const to = from === 0 ? 1 : 0;
    const known = this.#flags.get(slot);
    if ((known & bit.knowsFirst[from]) === 0) {
      const isSyn = (flags & tcpFlag.syn) !== 0;
      this.#firstSequences[from].set(slot, isSyn ? sequence : (sequence - 1) >>> 0);
      this.#flags.set(slot, known | bit.knowsFirst[from]);
    }
    if ((known & bit.knowsFirst[to]) === 0 && (flags & tcpFlag.ack) !== 0) {
      this.#firstSequences[to].set(slot, (acknowledgment - 1) >>> 0);
      this.#flags.set(slot, this.#flags.get(slot) | bit.knowsFirst[to]);
    }
  }

  /** True after the first segment. */
  isSeen(slot: number): boolean {
    return (this.#flags.get(slot) & bit.seen) !== 0;
  }

  /**
   * Holds a SYN that is the first segment of its connection: most connections of a flood have nothing
   * else. Returns false after an earlier segment, or when the segment is not a plain SYN.
   */
  holdSyn(slot: number, segment: TcpSegment): boolean {
    const flags = this.#flags.get(slot);
    this.#flags.set(slot, flags | bit.seen);
    if ((flags & bit.seen) !== 0 || segment.dataLength > 0) return false;
    if (segment.flags !== tcpFlag.syn) return false;
    this.#flags.set(slot, flags | bit.seen | bit.heldSyn);
    return true;
  }

  /** Returns and removes the held SYN. */
  takeSyn(slot: number): { time: number; segment: TcpSegment } | undefined {
    const flags = this.#flags.get(slot);
    if ((flags & bit.heldSyn) === 0) return undefined;
    this.#flags.set(slot, flags & ~bit.heldSyn);
    const from = (flags & bit.opener) !== 0 ? 1 : 0;
    const sequence = this.#firstSequences[from].get(slot);
    const segment = { sequence, acknowledgment: 0, flags: tcpFlag.syn, window: -1, dataLength: 0 };
    return { time: this.openedTime(slot), segment };
  }
}
