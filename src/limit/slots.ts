import type { AlertReference } from '../captures/alert-reference.ts';
import type { Claim } from './claim.ts';
import { covers } from './claim.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { SessionList } from '../captures/session-list.ts';
import { countOthers, sessionHash } from '../captures/session-list.ts';
import {
  addReleased,
  forgetReleased,
  noneReleased,
  releasedSince,
  type ReleasedSessions,
} from './released-sessions.ts';

/** A claim, with the later alerts for its machine, which it answers too. */
export type HeldClaim = Claim & { attached: AlertReference[] };

/** A claim that waits. Its lease is renewed by asking again, so that nobody waits behind one who is gone. */
export type WaitingClaim = HeldClaim & { until: string };

/** What is held at one watcher. Times are ISO 8601 UTC. */
export interface Slots {
  /** Without leases: one that ended while its holder was merely slow would let a session too many start. */
  held: HeldClaim[];
  /** In order of arrival. */
  waiting: WaitingClaim[];
  /** Sessions given back, until no list can be under way that is older. */
  released: ReleasedSessions;
  /** Captures that answer further alerts for their machine for a while. */
  cooling: { claim: Claim; outcome: Outcome; until: string }[];
}

export const noSlots: Slots = { held: [], waiting: [], released: noneReleased, cooling: [] };

/** Asks for the capture of a machine. `now` is the caller's time, so that a replay on other time does the same. */
export interface SlotRequest {
  claim: Claim;
  now: string;
  limit: number;
  /** The sessions that the watcher lists, whoever made them. */
  listed: SessionList;
  /** A moment before the list was read. */
  listedAt: string;
  /** How long to stay in the queue without asking again; absent for one that will not wait. */
  waitSeconds?: number;
}

/** The answer to a {@link SlotRequest}. `inUse` leaves out the one who asked. */
export type SlotAnswer = (
  | { state: 'granted' }
  /** The machine is being captured: the alert is now among those that this capture answers. */
  | { state: 'attached'; to: AlertReference }
  | { state: 'cooling'; outcome: Outcome }
  | { state: 'waiting'; ahead: number }
  | { state: 'full' }
) & { inUse: number; wake?: string };

/** How long a list may be under way. */
const listMinutes = 15;

const after = (time: string, seconds: number): string =>
  new Date(Date.parse(time) + seconds * 1000).toISOString();

const byArrival = (one: Claim, other: Claim): number =>
  one.arrivedAt.localeCompare(other.arrivedAt) || one.holder.localeCompare(other.holder);

/**
 * Grants a session while those held, and those listed that no claim stands for, are fewer than the
 * limit, and nobody waits who came before. Who holds one already gets it again.
 */
export function requestSlot(before: Slots, request: SlotRequest): [Slots, SlotAnswer] {
  const { claim, now, limit } = request;
  const slots = forgetPast(before, now);
  const isMine = ({ holder }: Claim): boolean => holder === claim.holder;

  const others = { held: without(slots.held, isMine), waiting: without(slots.waiting, isMine) };
  const inUse = countInUse(slots, others.held, request);
  if (others.held.length < slots.held.length) return [slots, { state: 'granted', inUse }];

  const owner = [...others.held, ...others.waiting].find((one) => covers(one, claim));
  if (owner !== undefined) {
    const next = { ...slots, held: attach(slots.held, owner, claim) };
    next.waiting = attach(others.waiting, owner, claim);
    return [next, { state: 'attached', to: owner.alert, inUse }];
  }
  const cooling = slots.cooling.find((one) => covers(one.claim, claim));
  if (cooling !== undefined) {
    return [
      { ...slots, waiting: others.waiting },
      { state: 'cooling', outcome: cooling.outcome, inUse },
    ];
  }

  const attached = slots.waiting.find(isMine)?.attached ?? [];
  const present = others.waiting.filter(({ until }) => until > now);
  const ahead = present.filter((one) => byArrival(one, claim) < 0).length;
  if (inUse < limit && ahead === 0) {
    const next = {
      ...slots,
      held: [...others.held, { ...claim, attached }],
      waiting: others.waiting,
    };
    return [next, { state: 'granted', inUse, ...wakeFirst(next, inUse + 1 < limit) }];
  }
  if (request.waitSeconds === undefined) {
    const next = { ...slots, waiting: others.waiting };
    return [next, { state: 'full', inUse, ...wakeFirst(next, inUse < limit) }];
  }
  const mine = { ...claim, attached, until: after(now, request.waitSeconds) };
  const waiting = [...others.waiting, mine].sort(byArrival);
  return [
    { ...slots, waiting },
    { state: 'waiting', ahead, inUse },
  ];
}

/** Gives up a claim, held or waiting. */
export interface Release {
  holder: string;
  now: string;
  /** What further alerts for the machine are answered with until then. */
  cooling?: { outcome: Outcome; until: string } | undefined;
}

/** What a {@link Release} leaves to do: alerts to answer, and who may be served next. */
export interface ReleaseAnswer {
  attached: AlertReference[];
  wake?: string;
}

/** Gives up a claim; the second time does nothing. */
export function releaseSlot(before: Slots, release: Release): [Slots, ReleaseAnswer] {
  const { holder, now, cooling } = release;
  const slots = forgetPast(before, now);
  const isGone = (claim: Claim): boolean => claim.holder === holder;
  const gone = [...slots.held, ...slots.waiting].find(isGone);
  if (gone === undefined) return [slots, { attached: [] }];
  const { attached, ...claim } = gone;
  const next: Slots = {
    held: without(slots.held, isGone),
    waiting: without(slots.waiting, isGone),
    released: addReleased(slots.released, claim.session.name, now),
    cooling: cooling === undefined ? slots.cooling : [...slots.cooling, { claim, ...cooling }],
  };
  return [next, { attached, ...wakeFirst(next, true) }];
}

/** Hands a claim over to the instance that finishes it; undefined when nobody has such a claim any more. */
export function takeOver(
  slots: Slots,
  { from, to }: { from: string; to: string },
): [Slots, (HeldClaim & { wasHeld: boolean }) | undefined] {
  const isTaken = ({ holder }: Claim): boolean => holder === from || holder === to;
  const taken = [...slots.held, ...slots.waiting].find(isTaken);
  if (taken === undefined) return [slots, undefined];
  const hand = <C extends Claim>(claims: C[]): C[] =>
    claims.map((claim) => (isTaken(claim) ? { ...claim, holder: to } : claim));
  const wasHeld = slots.held.some(isTaken);
  return [
    { ...slots, held: hand(slots.held), waiting: hand(slots.waiting) },
    { ...taken, holder: to, wasHeld },
  ];
}

const without = <C extends Claim>(claims: C[], isOut: (claim: Claim) => boolean): C[] =>
  claims.filter((claim) => !isOut(claim));

const attach = <C extends HeldClaim>(claims: C[], owner: HeldClaim, { alert }: Claim): C[] =>
  claims.map((claim) =>
    claim.holder === owner.holder
      ? { ...claim, attached: [...claim.attached.filter(({ id }) => id !== alert.id), alert] }
      : claim,
  );

/**
 * Counts the sessions that stand, or are about to. One given back after the list was read counts: it
 * may have been created and given back since. One given back before counts for as long as it is listed.
 */
function countInUse(slots: Slots, held: Claim[], { claim, listed, listedAt }: SlotRequest): number {
  const mine = sessionHash(claim.session.name);
  const ours = new Set(held.map(({ session }) => sessionHash(session.name)));
  for (const hash of releasedSince(slots.released, listedAt)) ours.add(hash);
  const others = countOthers(listed, new Set([...ours, mine]));
  ours.delete(mine);
  return ours.size + others;
}

function forgetPast(slots: Slots, now: string): Slots {
  return {
    ...slots,
    released: forgetReleased(slots.released, after(now, -listMinutes * 60)),
    cooling: slots.cooling.filter(({ until }) => until > now),
  };
}

/** One at a time, so that the order holds: who is served wakes the next. */
function wakeFirst({ waiting: [first] }: Slots, isRoom: boolean): { wake?: string } {
  return isRoom && first !== undefined ? { wake: first.holder } : {};
}
