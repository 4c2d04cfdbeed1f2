import type { TcpSegment } from './dissect.ts';

export const tcpFlag = { fin: 0x01, syn: 0x02, rst: 0x04, ack: 0x10 };

/** Source: Wireshark's `tcp_analyze_sequence_number`, whose rules these are, in microseconds. */
const fastRetransmissionTime = 20_000;
const reorderingTime = 3_000;

/** What one side has sent. */
interface Side {
  /** One past the last byte, and when that was sent. */
  next?: number;
  nextTime: number;
  acknowledged?: number;
  acknowledgedTime: number;
  repeatedAcknowledgments: number;
  window?: number;
}

const newSide = (): Side => ({ nextTime: 0, acknowledgedTime: 0, repeatedAcknowledgments: 0 });

/** How the opening of a connection went; `unseen` when it began before the capture. */
export type Handshake = 'unseen' | 'open' | 'answered' | 'completed' | 'refused';

/** Follows one TCP connection, in memory that does not grow with it. */
export class TcpConnection {
  readonly #sides: [Side, Side] = [newSide(), newSide()];
  #opening: { sequence: number; time: number; by: 0 | 1 } | undefined;
  handshake: Handshake = 'unseen';
  /** When it was last tried to open it. */
  openedTime = 0;

  /** Whether a segment opens another connection between the same ports. */
  isSucceededBy({ flags, sequence }: TcpSegment): boolean {
    const isOpening = (flags & (tcpFlag.syn | tcpFlag.ack)) === tcpFlag.syn;
    return isOpening && this.#opening?.sequence !== sequence;
  }

  /** Takes a segment; tells whether it was sent before, and the round trip that it completes. */
  see(
    from: 0 | 1,
    time: number,
    segment: TcpSegment,
  ): { isRetransmission: boolean; roundTrip?: number } {
    const roundTrip = this.#followHandshake(from, time, segment);
    const isRetransmission = this.#followSequence(from, time, segment);
    return { isRetransmission, ...(roundTrip !== undefined && { roundTrip }) };
  }

  #followHandshake(from: 0 | 1, time: number, { flags, sequence }: TcpSegment): number | undefined {
    const isSyn = (flags & tcpFlag.syn) !== 0;
    const isAck = (flags & tcpFlag.ack) !== 0;
    if (isSyn && !isAck) {
      this.#opening = { sequence, time, by: from };
      this.openedTime = time;
      if (this.handshake === 'unseen') this.handshake = 'open';
      return undefined;
    }
    const opening = this.#opening;
    if (opening === undefined) return undefined;
    const isAnswer = from !== opening.by;
    if (this.handshake === 'open' && isAnswer) {
      if (isSyn) this.handshake = 'answered';
      else if ((flags & tcpFlag.rst) !== 0) this.handshake = 'refused';
    } else if (this.handshake === 'answered' && !isAnswer && isAck) {
      this.handshake = 'completed';
      return time - opening.time;
    }
    return undefined;
  }

  #followSequence(from: 0 | 1, time: number, segment: TcpSegment): boolean {
    const { sequence, flags, dataLength, window } = segment;
    const side = this.#sides[from];
    const other = this.#sides[1 - from] as Side;
    const isMark = (flags & (tcpFlag.syn | tcpFlag.fin)) !== 0;
    const isReset = (flags & tcpFlag.rst) !== 0;
    const end = (sequence + dataLength + (isMark ? 1 : 0)) >>> 0;
    const isBehind = side.next !== undefined && isBefore(sequence, side.next);

    const isKeepAlive =
      dataLength <= 1 && !isMark && !isReset && (sequence + 1) >>> 0 === side.next;
    const isWindowProbe = dataLength === 1 && sequence === side.next && other.window === 0;
    let isRetransmission = false;
    if (isBehind && !isKeepAlive && (dataLength > 0 || isMark)) {
      isRetransmission = isSentBefore(side, other, { time, sequence, end });
    }
    if (!isWindowProbe && (side.next === undefined || isBefore(side.next, end))) {
      side.next = end;
      side.nextTime = time;
    }
    if ((flags & tcpFlag.ack) !== 0) {
      const isRepeated = side.acknowledged === segment.acknowledgment;
      const isBare = dataLength === 0 && !isMark && !isReset && window === side.window;
      if (!isRepeated) side.repeatedAcknowledgments = 0;
      else if (isBare) side.repeatedAcknowledgments += 1;
      side.acknowledged = segment.acknowledgment;
      side.acknowledgedTime = time;
    }
    side.window = window;
    return isRetransmission;
  }
}

/** Tells data that is sent again from data that was overtaken on its way. */
function isSentBefore(
  side: Side,
  other: Side,
  { time, sequence, end }: { time: number; sequence: number; end: number },
): boolean {
  const isFast =
    other.repeatedAcknowledgments >= 2 &&
    other.acknowledged === sequence &&
    time - other.acknowledgedTime < fastRetransmissionTime;
  const isKnownToArrive = other.acknowledged !== undefined && !isBefore(other.acknowledged, end);
  const isOvertaken = time - side.nextTime < reorderingTime && side.next !== end;
  return isFast || isKnownToArrive || !isOvertaken;
}

/** Sequence numbers begin again at 0 after the last. */
const isBefore = (one: number, other: number): boolean => ((one - other) | 0) < 0;
