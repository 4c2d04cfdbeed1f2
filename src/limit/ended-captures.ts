import type { SessionList } from '../captures/session-list.ts';
import { isListed } from '../captures/session-list.ts';
import type { MachineKey } from './claim.ts';
import { covers } from './claim.ts';

/**
 * A machine capture that has returned its slot. Times are ISO 8601 UTC. The entity `captureOutcomes` keeps
 * its outcome.
 */
export interface EndedCapture {
  /** Name of its session, even if the session was never created. */
  session: string;
  at: string;
  /** State of its session at the watcher. */
  sessionLeft: 'none' | 'deleting' | 'kept';
  /** The machine, and the time until which the outcome answers further alerts for it. */
  cooldown?: { vm: MachineKey; until: string };
}

/**
 * The service takes 9 to 10 seconds to delete a session, and lists it until then. It is called shortly after
 * the release.
 */
const deleteSeconds = 9.25;
/** After this time, waiting claims no longer check a deletion every second. */
const slowDeleteSeconds = 20;
/** Maximum age of a list of sessions when a request with it arrives. */
const listSeconds = 15 * 60;
/** Longest cooldown, and how long after its end a capture may be delivered again. */
const memorySeconds = 24 * 3600;
/** Maximum number of remembered captures, because every call reads and writes the whole state. */
const mostRemembered = 1000;

const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

/** Removes captures that are no longer needed. Captures are ordered by end time. */
export function forgetOld(ended: EndedCapture[], now: string): EndedCapture[] {
  return ended.filter(({ at }, index) => {
    const age = seconds(at, now);
    return age < listSeconds || (age < memorySeconds && index >= ended.length - mostRemembered);
  });
}

/** How much the clocks of two workers may differ. A later time was written before the clock was set back. */
const clockSkewSeconds = 60;

/** Sessions of the captures that ended at or after a time. */
export const endedSince = (ended: EndedCapture[], time: string, now: string): string[] =>
  ended
    .filter(
      ({ at, sessionLeft }) =>
        sessionLeft !== 'none' && at >= time && seconds(now, at) < clockSkewSeconds,
    )
    .map(({ session }) => session);

/** Session of the capture whose outcome answers further alerts for a machine, if there is one. */
export const cooldownOf = (
  ended: EndedCapture[],
  vm: MachineKey,
  now: string,
): string | undefined =>
  ended.findLast(
    ({ cooldown }) => cooldown !== undefined && cooldown.until > now && covers(cooldown.vm, vm),
  )?.session;

/**
 * When the first pending deletion will be complete; undefined if none is pending.
 *
 * @param listed excludes sessions that are no longer listed; undefined if no list was read.
 */
export function deletionsUnderWay(
  ended: EndedCapture[],
  listed: SessionList | undefined,
  now: string,
): string | undefined {
  const first = ended.find(
    ({ sessionLeft, at, session }) =>
      sessionLeft === 'deleting' &&
      seconds(now, at) < clockSkewSeconds &&
      seconds(at, now) < (listed ? slowDeleteSeconds : deleteSeconds) &&
      (listed === undefined || isListed(listed, session)),
  );
  if (first === undefined) return undefined;
  const dueAt = Date.parse(first.at) + deleteSeconds * 1000;
  const isOverdue = dueAt <= Date.parse(now);
  return new Date(isOverdue ? Date.parse(now) + 1000 : dueAt).toISOString();
}
