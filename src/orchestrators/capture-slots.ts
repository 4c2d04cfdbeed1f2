/** A slot, held for a time: one whose holder was terminated comes free by itself. */
export interface Lease {
  /** Instance id. */
  holder: string;
  session: string;
  /** ISO 8601 UTC. */
  until: string;
}

/** State of the `captureSlots` entity; there is one for each Network Watcher. */
export interface Slots {
  leases: Lease[];
}

/** Asks for a slot. `now` is ISO 8601 UTC: the caller's clock decides, so that a replay on other time does the same. */
export interface SlotRequest {
  holder: string;
  session: string;
  now: string;
  leaseSeconds: number;
}

/** Asks for a slot where there may be none. */
export interface AcquireRequest extends SlotRequest {
  limit: number;
  /** Names of the sessions that the watcher lists, whoever made them. */
  listed: string[];
}

/** The answer to {@link acquireSlot}; `inUse` leaves out the one who asked. */
export interface SlotAnswer {
  granted: boolean;
  inUse: number;
}

/**
 * Grants a slot while the leases, and the listed sessions that no lease stands for, are fewer than the limit.
 * Who holds one already gets it again.
 */
export function acquireSlot(slots: Slots, request: AcquireRequest): [Slots, SlotAnswer] {
  const others = liveLeases(slots, request).filter(({ holder }) => holder !== request.holder);
  const covered = new Set([request, ...others].map(({ session }) => session.toLowerCase()));
  const foreign = request.listed.filter((session) => !covered.has(session.toLowerCase()));
  const inUse = others.length + foreign.length;
  const holdsOne = liveLeases(slots, request).length > others.length;
  const granted = holdsOne || inUse < request.limit;
  return [{ leases: granted ? [...others, leaseFor(request)] : others }, { granted, inUse }];
}

/** Holds on to a slot: the session runs, so its lease goes on even if it had ended. */
export function renewSlot(slots: Slots, request: SlotRequest): Slots {
  const others = liveLeases(slots, request).filter(({ holder }) => holder !== request.holder);
  return { leases: [...others, leaseFor(request)] };
}

/** Gives a slot back; the second time does nothing. */
export function releaseSlot(slots: Slots, holder: string): Slots {
  return { leases: slots.leases.filter((lease) => lease.holder !== holder) };
}

const liveLeases = ({ leases }: Slots, { now }: SlotRequest): Lease[] =>
  leases.filter(({ until }) => Date.parse(until) > Date.parse(now));

const leaseFor = ({ holder, session, now, leaseSeconds }: SlotRequest): Lease => ({
  holder,
  session,
  until: new Date(Date.parse(now) + leaseSeconds * 1000).toISOString(),
});
