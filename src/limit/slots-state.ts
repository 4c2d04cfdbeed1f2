import type { Claim } from './claim.ts';
import type { CapturePlan } from '../rules/plan.ts';
import type { Watcher } from '../captures/session.ts';
import type { HeldClaim, Slots, WaitingClaim } from './slots.ts';

/** A claim by the name of its session, and the place of its plan among the plans. */
type Packed<C extends Claim> = Omit<C, 'plan' | 'session'> & { plan: number; session: string };

/**
 * {@link Slots} as the entity keeps them. Its state is read and written whole in each call, and in a storm
 * it holds many claims: what they have in common stands in it once.
 */
export interface SlotsState {
  watcher: Watcher;
  plans: CapturePlan[];
  held: Packed<HeldClaim>[];
  waiting: Packed<WaitingClaim>[];
  released: Slots['released'];
  cooling: (Omit<Slots['cooling'][number], 'claim'> & { claim: Packed<Claim> })[];
}

/** Packs the slots of a watcher. */
export function packSlots(watcher: Watcher, slots: Slots): SlotsState {
  const plans: CapturePlan[] = [];
  const isEqual = (one: CapturePlan, other: CapturePlan): boolean =>
    one === other || JSON.stringify(one) === JSON.stringify(other);
  const pack = <C extends Claim>({ plan, session, ...claim }: C): Packed<C> => {
    const place = plans.findIndex((known) => isEqual(known, plan));
    const added = place < 0 ? plans.push(plan) - 1 : place;
    return { ...claim, plan: added, session: session.name };
  };
  return {
    watcher,
    held: slots.held.map(pack),
    waiting: slots.waiting.map(pack),
    released: slots.released,
    cooling: slots.cooling.map((one) => ({ ...one, claim: pack(one.claim) })),
    plans,
  };
}

/** The slots that were packed. */
export function unpackSlots(state: SlotsState): Slots {
  const { watcher, plans, released } = state;
  const unpack = <C extends Claim>({ plan, session, ...claim }: Packed<C>): C =>
    ({ ...claim, plan: plans[plan], session: { watcher, name: session } }) as unknown as C;
  return {
    held: state.held.map((one) => unpack<HeldClaim>(one)),
    waiting: state.waiting.map((one) => unpack<WaitingClaim>(one)),
    released,
    cooling: state.cooling.map((one) => ({ ...one, claim: unpack(one.claim) })),
  };
}
