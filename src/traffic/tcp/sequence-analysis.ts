import type { TcpSegment } from '../layers/packet.ts';
import { tcpFlag } from '../layers/tcp.ts';
import { isAfter } from './sequence-number.ts';

/** Result of the analysis of a segment. */
export type SegmentKind =
  | 'retransmission'
  | 'fast retransmission'
  | 'spurious retransmission'
  | 'out of order'
  | 'keep-alive'
  | 'duplicate acknowledgment'
  | 'previous segment not captured';

/** Microseconds. Source: Wireshark User's Guide, "TCP Analysis". */
const fastRetransmissionTime = 20_000;
const reorderingTime = 3_000;

/** The data that one side has sent. Sequence numbers are signed 32-bit integers. */
interface Side {
  hasSent: boolean;
  /** Sequence number after the highest byte, and the time when that byte was sent. */
  next: number;
  nextTime: number;
  /** Sequence number after the last byte before a gap that no acknowledgment has closed. */
  unbroken: number;
  acknowledged: number;
  acknowledgedTime: number;
  repeatedAcknowledgments: number;
  window: number;
  wasKeepAlive: boolean;
}

const newSide = (): Side => ({
  hasSent: false,
  next: 0,
  nextTime: 0,
  unbroken: 0,
  acknowledged: 0,
  acknowledgedTime: 0,
  repeatedAcknowledgments: 0,
  window: -1,
  wasKeepAlive: false,
});

/**
 * Classifies the segments of one connection by the rules that Wireshark publishes.
 * Source: Wireshark User's Guide, "TCP Analysis".
 */
export class SequenceAnalysis {
  readonly #sides: [Side, Side] = [newSide(), newSide()];

  /**
   * Classifies the next segment.
   *
   * @param time microseconds.
   * @param initialRoundTrip round trip of the handshake in microseconds; 0 when unknown.
   */
  see(
    from: 0 | 1,
    time: number,
    segment: TcpSegment,
    initialRoundTrip: number,
  ): SegmentKind | undefined {
    const { flags, dataLength, window } = segment;
    const side = this.#sides[from];
    const other = this.#sides[from === 0 ? 1 : 0];
    const sequence = segment.sequence | 0;
    const acknowledgment = segment.acknowledgment | 0;
    const isMark = (flags & (tcpFlag.syn | tcpFlag.fin)) !== 0;
    const isReset = (flags & tcpFlag.rst) !== 0;
    const isPlain = !isMark && !isReset;
    const end = (sequence + dataLength + (isMark ? 1 : 0)) | 0;

    const isWindowProbe = dataLength === 1 && sequence === side.next && other.window === 0;
    const isKeepAlive = isPlain && dataLength <= 1 && sequence === ((side.next - 1) | 0);
    let kind: SegmentKind | undefined;
    if (isKeepAlive) kind = 'keep-alive';
    else if (side.hasSent && isAfter(sequence, side.next) && !isReset) {
      kind = 'previous segment not captured';
    }

    const repeatsAcknowledgment =
      isPlain &&
      dataLength === 0 &&
      sequence === side.next &&
      acknowledgment === side.acknowledged &&
      window === side.window &&
      window > 0;
    if (repeatsAcknowledgment && !other.wasKeepAlive) {
      const { repeatedAcknowledgments: before } = side;
      side.repeatedAcknowledgments = before === Infinity ? 1 : before + 1;
      kind ??= 'duplicate acknowledgment';
    }
    if (acknowledgment !== side.acknowledged) side.repeatedAcknowledgments = 0;
    if ((flags & tcpFlag.ack) !== 0 && isAfter(acknowledgment, other.unbroken)) {
      // Where data was not captured, its sender's repeated acknowledgments may be missing too.
      if (other.unbroken === other.next) other.repeatedAcknowledgments = Infinity;
      other.unbroken = other.next;
    }

    if ((dataLength > 0 || isMark) && !isKeepAlive) {
      kind = repetition(side, other, { time, sequence, end, dataLength, initialRoundTrip }) ?? kind;
    }

    // A host resets with the sequence number of the segment that it rejects.
    const isBareReset = isReset && dataLength === 0;
    if (!isBareReset && !isWindowProbe && (!side.hasSent || isAfter(end, side.next))) {
      side.hasSent = true;
      side.next = end;
      side.nextTime = time;
    }
    if (side.unbroken === 0 || sequence === side.unbroken) side.unbroken = side.next;
    side.window = window;
    side.acknowledged = acknowledgment;
    side.acknowledgedTime = time;
    side.wasKeepAlive = isKeepAlive;
    return kind;
  }
}

interface Sent {
  time: number;
  sequence: number;
  end: number;
  dataLength: number;
  initialRoundTrip: number;
}

/** Distinguishes retransmitted data from data that arrived out of order. */
function repetition(side: Side, other: Side, sent: Sent): SegmentKind | undefined {
  const { time, sequence, end, dataLength, initialRoundTrip } = sent;
  const isBehind = side.hasSent && isAfter(side.next, sequence);
  const isAcknowledged =
    dataLength > 0 &&
    other.acknowledged !== 0 &&
    !isAfter((sequence + dataLength) | 0, other.acknowledged);
  if (isAcknowledged) return 'spurious retransmission';
  // One byte before the next: that byte was a probe, and the others are new.
  const followsProbe = dataLength > 1 && sequence === ((side.next - 1) | 0);
  if (!isBehind || followsProbe) return undefined;

  const sinceAcknowledgment = time - other.acknowledgedTime;
  const isSoon = sinceAcknowledgment >= 0 && sinceAcknowledgment < fastRetransmissionTime;
  const isRequested = other.repeatedAcknowledgments >= 2 && other.acknowledged === sequence;
  if (isSoon && isRequested) return 'fast retransmission';
  const elapsed = time - side.nextTime;
  const isOvertaken =
    elapsed >= 0 && elapsed < (initialRoundTrip || reorderingTime) && side.next !== end;
  return isOvertaken ? 'out of order' : 'retransmission';
}
