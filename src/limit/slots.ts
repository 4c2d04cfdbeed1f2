import type { AlertReference } from '../captures/alert-reference.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { SessionList } from '../captures/session-list.ts';
import type { Claim, MachineKey } from './claim.ts';
import { covers, keyOf } from './claim.ts';
import type { EndedCapture } from './ended-captures.ts';
import { cooldownOf, deletionsUnderWay, endedSince, forgetOld } from './ended-captures.ts';

/** A claim in the state, with the later alerts for its machine that share the capture. */
export interface HeldClaim extends Omit<Claim, 'vm'> {
  vm: MachineKey;
  attached: AlertReference[];
}

/** A waiting claim. Times are ISO 8601 UTC. */
export type WaitingClaim = HeldClaim & {
  /** End of its lease. Each request renews it, so no one waits behind an entry whose instance is gone. */
  until: string;
  /** When it has been asked to request again, if it has. */
  lookAt?: string;
};

/** Claims to the sessions of one watcher. */
export interface Slots {
  /** Held claims have no lease: if one expired while its holder was slow, too many sessions could start. */
  held: HeldClaim[];
  /** In order of arrival. */
  waiting: WaitingClaim[];
  ended: EndedCapture[];
}

export const noSlots: Slots = { held: [], waiting: [], ended: [] };

/** Request for a slot. */
export interface SlotRequest {
  claim: Claim;
  /** The caller's time, so that a replay decides the same. */
  now: string;
  /** Sessions that the watcher may hold. */
  limit: number;
  listed: SessionList;
  /** A time shortly before the list was read. */
  listedAt: string;
  /** How long the claim stays queued without another request; absent if it does not wait. */
  waitSeconds?: number;
  /** True if the outcome of a recent capture could not be read, so that it cannot answer this alert. */
  ignoresCooldown?: boolean;
}

/** A waiting claim that should request again, and when. */
export interface Wake {
  holder: string;
  /** ISO 8601 UTC */
  at: string;
}

/** Answer to a {@link SlotRequest}. `inUse` counts the sessions without the caller's own. */
export type SlotAnswer = (
  | { state: 'granted' }
  /** This capture has ended already; the request comes from a repeated run of its orchestration. */
  | { state: 'ended' }
  /** The machine is already being captured, and that capture also answers this alert. */
  | { state: 'attached'; to: AlertReference }
  /** The machine was captured recently, in the session of this name. */
  | { state: 'cooldown'; session: string }
  /**
   * `lookAt`: when a session that is being deleted will be gone, if the claim is the first in the queue.
   */
  | { state: 'waiting'; ahead: number; lookAt?: string }
  | { state: 'full' }
) & { inUse: number; wake?: Wake };

const after = (time: string, seconds: number): string =>
  new Date(Date.parse(time) + seconds * 1000).toISOString();

type Queued = Pick<Claim, 'holder' | 'arrivedAt'>;

const byArrival = (one: Queued, other: Queued): number =>
  one.arrivedAt.localeCompare(other.arrivedAt) || one.holder.localeCompare(other.holder);

/**
 * Grants a slot while the watcher has fewer sessions than the limit and no earlier alert waits. A holder
 * that requests again gets the same answer.
 */
export function requestSlot(before: Slots, request: SlotRequest): [Slots, SlotAnswer] {
  const { claim, now, limit } = request;
  const slots = { ...before, ended: forgetOld(before.ended, now) };
  const isMine = ({ holder }: HeldClaim): boolean => holder === claim.holder;

  const others = { held: without(slots.held, isMine), waiting: without(slots.waiting, isMine) };
  const inUse = countInUse(slots, others.held, request);
  if (hasEnded(slots, claim)) return [slots, { state: 'ended', inUse }];
  if (others.held.length < slots.held.length) return [slots, { state: 'granted', inUse }];

  const owner = [...others.held, ...others.waiting].find((one) => covers(one.vm, claim.vm));
  if (owner !== undefined) {
    const next = { ...slots, held: attach(slots.held, owner, claim) };
    next.waiting = attach(others.waiting, owner, claim);
    return [next, { state: 'attached', to: owner.alert, inUse }];
  }
  const next = { ...slots, waiting: others.waiting };
  const recent = cooldownOf(slots.ended, claim.vm, now);
  if (recent !== undefined && request.ignoresCooldown !== true) {
    return [next, { state: 'cooldown', session: recent, inUse }];
  }

  const attached = slots.waiting.find(isMine)?.attached ?? [];
  const present = others.waiting.filter(({ until }) => until > now);
  const ahead = present.filter((one) => byArrival(one, claim) < 0).length;
  const slotFreeAt = deletionsUnderWay(slots.ended, request.listed, now);
  if (inUse < limit && ahead === 0) {
    next.held = [...others.held, held(claim, attached)];
    return wakeFirst(next, inUse + 1 < limit ? now : slotFreeAt, { state: 'granted', inUse });
  }
  if (request.waitSeconds === undefined) {
    return wakeFirst(next, inUse < limit ? now : slotFreeAt, { state: 'full', inUse });
  }
  const lookAt = ahead === 0 && slotFreeAt !== undefined ? { lookAt: slotFreeAt } : {};
  const mine = { ...held(claim, attached), until: after(now, request.waitSeconds), ...lookAt };
  next.waiting = [...others.waiting, mine].sort(byArrival);
  return [next, { state: 'waiting', ahead, inUse, ...lookAt }];
}

/** Request to release a claim. */
export interface Release {
  claim: Claim;
  now: string;
  outcome: Outcome;
  /** How long the outcome answers further alerts for the machine, if the capture produced a file. */
  cooldownSeconds: number;
}

/** Answer to a {@link Release}: the later alerts that share the capture, and the claim to wake. */
export interface ReleaseAnswer {
  attached: AlertReference[];
  wake?: Wake;
}

/** Releases a claim. A repeated release changes nothing. */
export function releaseSlot(before: Slots, release: Release): [Slots, ReleaseAnswer] {
  const { now, outcome, cooldownSeconds } = release;
  const slots = { ...before, ended: forgetOld(before.ended, now) };
  const { session, holder, vm, plan } = release.claim;
  if (hasEnded(slots, release.claim)) return [slots, { attached: [] }];

  const isGone = (claim: HeldClaim): boolean => claim.holder === holder;
  const wasHeld = slots.held.some(isGone);
  const wasFirst = slots.waiting.findIndex(isGone) === 0;
  const gone = [...slots.held, ...slots.waiting].find(isGone);
  const attached = gone?.attached ?? [];
  const ended: EndedCapture = {
    session,
    at: now,
    sessionLeft: !wasHeld ? 'none' : plan.keepSession ? 'kept' : 'deleting',
    // Only a capture that produced a file starts a cooldown.
    ...('file' in outcome &&
      cooldownSeconds > 0 && { cooldown: { vm: keyOf(vm), until: after(now, cooldownSeconds) } }),
  };
  const next: Slots = {
    held: without(slots.held, isGone),
    waiting: without(slots.waiting, isGone),
    ended: [...slots.ended, ended],
  };
  const freeAt = wasHeld ? (deletionsUnderWay(next.ended, undefined, now) ?? now) : now;
  const canHelp = wasHeld || wasFirst;
  return wakeFirst(next, canHelp ? freeAt : undefined, { attached });
}

/** Request to hand a claim to the instance that finishes its capture. */
export interface TakeOver {
  claim: Claim;
  to: string;
}

/** Answer to a {@link TakeOver}: whether the claim was held, and not in the queue. */
export interface Taken {
  wasHeld: boolean;
}

/**
 * Hands a claim over. A claim that is missing because the state was lost is added.
 *
 * @returns undefined when the capture has ended.
 */
export function takeOver(slots: Slots, { claim, to }: TakeOver): [Slots, Taken | undefined] {
  if (hasEnded(slots, claim)) return [slots, undefined];
  const isTaken = ({ session }: HeldClaim): boolean => session === claim.session;
  const hand = <C extends HeldClaim>(claims: C[]): C[] =>
    claims.map((one) => (isTaken(one) ? { ...one, holder: to } : one));
  if (slots.waiting.some(isTaken)) {
    return [{ ...slots, waiting: hand(slots.waiting) }, { wasHeld: false }];
  }
  const [{ held }] = restore(slots, claim);
  return [{ ...slots, held: hand(held) }, { wasHeld: true }];
}

/** Adds the claim of a running capture that is missing because the state was lost. */
export function restore(slots: Slots, claim: Claim): [Slots, boolean] {
  const known = [...slots.held, ...slots.waiting, ...slots.ended];
  if (known.some(({ session }) => session === claim.session)) return [slots, false];
  return [{ ...slots, held: [...slots.held, held(claim, [])] }, true];
}

const held = (claim: Claim, attached: AlertReference[]): HeldClaim => ({
  ...claim,
  vm: keyOf(claim.vm),
  attached,
});

const hasEnded = ({ ended }: Slots, claim: Claim): boolean =>
  ended.some(({ session }) => session === claim.session);

const without = <C extends HeldClaim>(claims: C[], isOut: (claim: HeldClaim) => boolean): C[] =>
  claims.filter((claim) => !isOut(claim));

const attach = <C extends HeldClaim>(claims: C[], owner: HeldClaim, { alert }: Claim): C[] =>
  claims.map((claim) =>
    claim.holder === owner.holder
      ? { ...claim, attached: [...claim.attached.filter(({ id }) => id !== alert.id), alert] }
      : claim,
  );

/**
 * Counts the sessions that exist or are about to be created. A session that ended after the list was read
 * counts, since it may have been created in between. One that ended earlier counts as long as it is listed.
 */
function countInUse(
  slots: Slots,
  others: HeldClaim[],
  { claim, now, listed, listedAt }: SlotRequest,
): number {
  const ours = new Set(others.map(({ session }) => session.toLowerCase()));
  for (const session of endedSince(slots.ended, listedAt, now)) ours.add(session.toLowerCase());
  for (const session of listed.ours) ours.add(session);
  ours.delete(claim.session.toLowerCase());
  return ours.size + listed.others;
}

/** Wakes the first in the queue, unless it will request earlier anyway. */
function wakeFirst<A extends object>(
  slots: Slots,
  at: string | undefined,
  answer: A,
): [Slots, A & { wake?: Wake }] {
  const [first, ...rest] = slots.waiting;
  if (at === undefined || first === undefined) return [slots, answer];
  if (first.lookAt !== undefined && first.lookAt <= at) return [slots, answer];
  const waiting = [{ ...first, lookAt: at }, ...rest];
  return [
    { ...slots, waiting },
    { ...answer, wake: { holder: first.holder, at } },
  ];
}
