import {
  arp,
  lossyRequest,
  ping,
  refusedConnection,
  request,
  resetRequest,
  unansweredConnection,
  type Conversation,
} from './conversations.ts';
import type { Packet, Peer } from './packet.ts';
import { Random } from '../model/random.ts';
import { Wire } from './wire.ts';

// Every capture starts with one of each, so that a short capture shows all of them.
const OPENING: readonly Conversation[] = [
  arp,
  request,
  lossyRequest,
  ping,
  refusedConnection,
  resetRequest,
  unansweredConnection,
];

// Weighted by frequency.
const USUAL: readonly Conversation[] = [
  ...Array<Conversation>(10).fill(request),
  ...Array<Conversation>(3).fill(lossyRequest),
  resetRequest,
  refusedConnection,
  unansweredConnection,
  ping,
  arp,
];

const OPENING_GAP = 150_000;

/**
 * An endless sequence of packets of a virtual machine, in order of time. The same seed, address and
 * peers produce the same packets. The rate decreases with time, so that a capture of several days
 * has only a few megabytes.
 */
export function* traffic(seed: string, address: string, peers: readonly Peer[]): Generator<Packet> {
  const random = new Random(seed);
  const wire = new Wire(address, random);
  const pending: Packet[] = [];
  let time = 20_000;
  for (let count = 0; ; count += 1) {
    const conversation = OPENING[count] ?? random.pick(USUAL);
    pending.push(...conversation(wire, random, random.pick(peers), time));
    pending.sort((a, b) => a.time - b.time);
    time += count < OPENING.length ? OPENING_GAP : usualGap(random, time);
    const ready = pending.findIndex((packet) => packet.time >= time);
    yield* pending.splice(0, ready === -1 ? pending.length : ready);
  }
}

/** Pause between exchanges: about one second at first, plus one second for every five minutes elapsed. */
function usualGap(random: Random, time: number): number {
  return Math.floor(random.whole(300_000, 1_500_000) * (1 + time / 300e6));
}
