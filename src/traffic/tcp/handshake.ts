import { tcpFlag } from '../layers/tcp.ts';
import type { TcpSegment } from '../layers/packet.ts';
import { isAfter } from './sequence-number.ts';

/**
 * State of a connection's handshake: `unseen` when it began before the capture; `abandoned` when it was
 * answered and then reset by the side that opened it.
 */
export const handshakeState = {
  unseen: 0,
  open: 1,
  answered: 2,
  completed: 3,
  refused: 4,
  abandoned: 5,
} as const;

export type HandshakeState = (typeof handshakeState)[keyof typeof handshakeState];

/** A handshake as observed so far. */
export interface Handshake {
  state: HandshakeState;
  /** The side that sent the SYN. */
  opener: 0 | 1;
  /** A SYN-ACK from this side was recorded before its SYN. */
  earlyAnswerBy: 0 | 1 | undefined;
}

/** The handshake after a segment. `openingSequence` is the sequence number of the SYN. */
export function nextHandshake(
  now: Handshake,
  from: 0 | 1,
  segment: TcpSegment,
  openingSequence: number,
): Handshake {
  const { flags, acknowledgment, dataLength } = segment;
  const { state, opener } = now;
  const isSyn = (flags & tcpFlag.syn) !== 0;
  const isAck = (flags & tcpFlag.ack) !== 0;
  const isReset = (flags & tcpFlag.rst) !== 0;
  const to = (next: HandshakeState): Handshake => ({ ...now, state: next });

  if (isSyn && !isAck) {
    if (state !== handshakeState.unseen) return now;
    const isAnswered = now.earlyAnswerBy !== undefined && now.earlyAnswerBy !== from;
    const next = isAnswered ? handshakeState.answered : handshakeState.open;
    return { ...now, opener: from, state: next };
  }
  if (state === handshakeState.unseen) {
    return isSyn && isAck ? { ...now, earlyAnswerBy: from } : now;
  }
  if (state === handshakeState.completed) return now;
  const isAnswer = from !== opener;
  if (isAnswer) {
    if (isSyn) return to(handshakeState.answered);
    if (state === handshakeState.open && isReset) return to(handshakeState.refused);
    // Its SYN-ACK was not captured. An acknowledgment of something else challenges the SYN (RFC 5961).
    const acknowledgesSyn = isAck && isAfter(acknowledgment, openingSequence);
    if ((dataLength > 0 || acknowledgesSyn) && !isReset) return to(handshakeState.completed);
    return now;
  }
  if (isReset) return state === handshakeState.answered ? to(handshakeState.abandoned) : now;
  if (!isAck || isSyn || state === handshakeState.refused) return now;
  // Before any answer, an opener that gives up acknowledges nothing.
  const givesUp = state === handshakeState.open && acknowledgment === 0 && dataLength === 0;
  return givesUp ? now : to(handshakeState.completed);
}
