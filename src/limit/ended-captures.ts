import type { Machine } from '../alerts/target.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { SessionList } from '../captures/session-list.ts';
import { isListed } from '../captures/session-list.ts';
import { covers } from './claim.ts';

/** A machine capture that has given its slot back. Times are ISO 8601 UTC. */
export interface EndedCapture {
  /** Name of its session, whether it had one or not. */
  session: string;
  vm: Machine;
  at: string;
  /** What is left of its session at the watcher. */
  sessionLeft: 'none' | 'deleting' | 'kept';
  /** Answers a repeated run of the same machine capture. */
  outcome: Outcome;
  /** Until then the outcome answers further alerts for the machine. */
  cooldownUntil?: string;
}

/** The service deletes a session in 9 to 10 seconds, and lists it until then. */
const deleteSeconds = 9;
/** A deletion that takes longer is no longer waited for from second to second. */
const slowDeleteSeconds = 20;
/** A list of sessions may be so old when a request with it arrives. */
const listSeconds = 15 * 60;
/** Longest cooldown, and how long after its end a capture may be delivered again. */
const memorySeconds = 24 * 3600;
/** Beyond that, the oldest are forgotten: the state is read and written whole in each call. */
const mostRemembered = 1000;

const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

/** Leaves out what is no longer needed. Captures are in the order of their ends. */
export function forgetOld(ended: EndedCapture[], now: string): EndedCapture[] {
  return ended.filter(({ at }, index) => {
    const age = seconds(at, now);
    return age < listSeconds || (age < memorySeconds && index >= ended.length - mostRemembered);
  });
}

/** The sessions of captures that ended at a time or after it. */
export const endedSince = (ended: EndedCapture[], time: string): string[] =>
  ended
    .filter(({ at, sessionLeft }) => sessionLeft !== 'none' && at >= time)
    .map(({ session }) => session);

/** The outcome that answers further alerts for a machine, if there is one. */
export const cooldownOf = (ended: EndedCapture[], vm: Machine, now: string): Outcome | undefined =>
  ended.findLast(
    ({ cooldownUntil, ...one }) =>
      cooldownUntil !== undefined && cooldownUntil > now && covers(one.vm, vm),
  )?.outcome;

/**
 * When the first of the deletions that are under way will be over; undefined if there are none.
 *
 * @param listed leaves out those that are no longer listed; undefined if no list was read.
 */
export function deletionsUnderWay(
  ended: EndedCapture[],
  listed: SessionList | undefined,
  now: string,
): string | undefined {
  const first = ended.find(
    ({ sessionLeft, at, session }) =>
      sessionLeft === 'deleting' &&
      seconds(at, now) < (listed ? slowDeleteSeconds : deleteSeconds) &&
      (listed === undefined || isListed(listed, session)),
  );
  if (first === undefined) return undefined;
  const dueAt = Date.parse(first.at) + deleteSeconds * 1000;
  const isOverdue = dueAt <= Date.parse(now);
  return new Date(isOverdue ? Date.parse(now) + 1000 : dueAt).toISOString();
}
