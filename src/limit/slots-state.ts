import { stateVersion } from '../captures/state-version.ts';
import type { Watcher } from '../captures/session.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { Claim } from './claim.ts';
import { machineOf } from './claim.ts';
import type { EndedCapture } from './ended-captures.ts';
import type { HeldClaim, Slots, WaitingClaim } from './slots.ts';
import type { Fields } from './stored-fields.ts';
import { isRecord } from '../captures/is-record.ts';
import { isText } from './stored-fields.ts';

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

/**
 * The state as it is stored. Every call reads and writes all of it. Most claims have equal plans, so each
 * plan is stored once, and a claim contains its index.
 */
export function storedForm({ watchers, ...rest }: SlotsState): unknown {
  const stored = Object.entries(watchers).map(([key, { held, waiting, ...slots }]) => {
    const plans = new Map<string, number>();
    const pack = ({ plan, attached, ...claim }: HeldClaim): unknown => {
      const text = JSON.stringify(plan);
      const index = plans.get(text) ?? plans.size;
      plans.set(text, index);
      return { ...claim, plan: index, ...(attached.length > 0 && { attached }) };
    };
    const claims = { held: held.map(pack), waiting: waiting.map(pack) };
    const list = [...plans.keys()].map((text) => JSON.parse(text) as CapturePlan);
    return [key, { ...slots, plans: list, ...claims }];
  });
  return { ...rest, watchers: Object.fromEntries(stored) as unknown };
}

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
    const list = <T>(items: unknown, readOne: (item: Fields) => T | undefined): T[] => {
      if (!Array.isArray(items)) return [];
      const readable = items
        .map((item: unknown) => (isRecord(item) ? readOne(item) : undefined))
        .filter((item) => item !== undefined);
      read.unreadable += items.length - readable.length;
      return readable;
    };
    const plans = Array.isArray(slots.plans) ? slots.plans : [];
    read.state.watchers[key] = {
      watcher: slots.watcher as unknown as Watcher,
      held: list(slots.held, (item) => readHeld(item, plans)),
      waiting: list(slots.waiting, (item) => readWaiting(item, plans)),
      ended: list(slots.ended, readEnded),
    };
  }
  if (read.unreadable > 0) read.state.isIncomplete = true;
  return read;
}

const isWatcher = ({ id, subscriptionId, resourceGroup, name }: Fields): boolean =>
  [id, subscriptionId, resourceGroup, name].every(isText);

/** Before version 3 a claim contained its plan, and in the first form of version 1 its whole session. */
function readHeld(item: Fields, plans: unknown[]): HeldClaim | undefined {
  const { holder, vm, alert, arrivedAt, attached = [] } = item;
  const session = isRecord(item.session) ? item.session.name : item.session;
  const plan = typeof item.plan === 'number' ? plans[item.plan] : item.plan;
  const isReadable =
    [holder, session, arrivedAt].every(isText) &&
    isRecord(vm) &&
    isText(vm.id) &&
    isRecord(plan) &&
    typeof plan.timeLimitSeconds === 'number' &&
    isRecord(alert) &&
    isText(alert.id) &&
    Array.isArray(attached);
  return isReadable ? ({ ...item, session, plan, attached } as unknown as HeldClaim) : undefined;
}

const readWaiting = (item: Fields, plans: unknown[]): WaitingClaim | undefined =>
  isText(item.until) ? (readHeld(item, plans) as WaitingClaim | undefined) : undefined;

/**
 * Before version 3 an ended capture contained its outcome. That is dropped, and its cooldown with it, because
 * no `captureOutcomes` entity has it.
 */
function readEnded({ session, at, sessionLeft, cooldown }: Fields): EndedCapture | undefined {
  if (![session, at].every(isText)) return undefined;
  const isCooldown = isRecord(cooldown) && isRecord(cooldown.vm) && isText(cooldown.vm.id);
  return { session, at, sessionLeft, ...(isCooldown && { cooldown }) } as EndedCapture;
}

/** All claims, held and waiting, with their watchers. */
export const allClaims = ({ watchers }: SlotsState): { watcher: Watcher; claim: Claim }[] =>
  Object.values(watchers).flatMap(({ watcher, held, waiting }) =>
    [...held, ...waiting].flatMap(({ holder, vm, session, plan, alert, arrivedAt }) => {
      const machine = machineOf(vm);
      if (machine === undefined) return [];
      return [{ watcher, claim: { holder, vm: machine, session, plan, alert, arrivedAt } }];
    }),
  );
