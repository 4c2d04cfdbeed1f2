import { stateVersion } from '../captures/state-version.ts';
import type { Watcher } from '../captures/session.ts';
import type { Claim } from './claim.ts';
import type { EndedCapture } from './ended-captures.ts';
import type { HeldClaim, Slots, WaitingClaim } from './slots.ts';

/** The slots of one watcher. */
export interface WatcherSlots extends Slots {
  watcher: Watcher;
}

/** State of the `captureSlots` entity. */
export interface SlotsState {
  version: number;
  /** Keyed by the resource id of the watcher, in lower case. */
  watchers: Record<string, WatcherSlots>;
  /** True if claims were lost and the sweep has not yet restored those of running captures. */
  isIncomplete?: boolean;
}

/** The readable part of a stored state. */
export interface ReadState {
  state: SlotsState;
  /** Number of claims and ended captures that could not be read. */
  unreadable: number;
}

const isWatcher = ({ id, subscriptionId, resourceGroup, name }: Fields): boolean =>
  [id, subscriptionId, resourceGroup, name].every(isText);

const isHeld = ({ holder, vm, session, plan, alert, arrivedAt, attached }: Fields): boolean =>
  [holder, session, arrivedAt].every(isText) &&
  isRecord(vm) &&
  isText(vm.id) &&
  isRecord(plan) &&
  typeof plan.timeLimitSeconds === 'number' &&
  isRecord(alert) &&
  isText(alert.id) &&
  Array.isArray(attached);

const isWaiting = (claim: Fields): boolean => isHeld(claim) && isText(claim.until);

const isEnded = ({ session, vm, at, outcome }: Fields): boolean =>
  [session, at].every(isText) && isRecord(vm) && isRecord(outcome) && isText(outcome.end);

/**
 * Reads the state of the entity. A state that is damaged or has another version must not block new alerts:
 * the readable part is kept, and the sweep restores the rest from the running instances.
 */
export function readSlotsState(stored: unknown): ReadState {
  const read: ReadState = { state: { version: stateVersion, watchers: {} }, unreadable: 0 };
  if (stored === undefined || stored === null) return read;
  const { version = 1, watchers, isIncomplete } = isRecord(stored) ? stored : {};
  if (isIncomplete === true) read.state.isIncomplete = true;
  // Version 1 stored the watchers at the top level.
  const found = version === 1 ? stored : watchers;
  if (!isRecord(found)) return { state: { ...read.state, isIncomplete: true }, unreadable: 1 };
  for (const [key, slots] of Object.entries(found)) {
    if (!isRecord(slots) || !isRecord(slots.watcher) || !isWatcher(slots.watcher)) {
      read.unreadable += 1;
      continue;
    }
    const list = <T>(isReadable: (fields: Fields) => boolean, items: unknown): T[] => {
      const all = Array.isArray(items) ? items.map((item) => upgrade(item, slots.plans)) : [];
      const readable = all.filter((item) => isRecord(item) && isReadable(item));
      read.unreadable += all.length - readable.length;
      return readable as T[];
    };
    read.state.watchers[key] = {
      watcher: slots.watcher as unknown as Watcher,
      held: list<HeldClaim>(isHeld, slots.held),
      waiting: list<WaitingClaim>(isWaiting, slots.waiting),
      ended: list<EndedCapture>(isEnded, slots.ended),
    };
  }
  if (read.unreadable > 0) read.state.isIncomplete = true;
  return read;
}

/**
 * Upgrades a stored item. Version 1 stored the plans separately; before that, a claim contained the whole
 * session.
 */
function upgrade(item: unknown, plans: unknown): unknown {
  if (!isRecord(item)) return item;
  const { plan, session } = item;
  return {
    ...item,
    ...(typeof plan === 'number' && Array.isArray(plans) && { plan: plans[plan] as unknown }),
    ...(isRecord(session) && { session: session.name }),
  };
}

/** All claims, held and waiting, with their watchers. */
export const allClaims = ({ watchers }: SlotsState): { watcher: Watcher; claim: Claim }[] =>
  Object.values(watchers).flatMap(({ watcher, held, waiting }) =>
    [...held, ...waiting].map((claim) => ({ watcher, claim })),
  );

type Fields = Record<string, unknown>;

const isText = (value: unknown): boolean => typeof value === 'string';

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
