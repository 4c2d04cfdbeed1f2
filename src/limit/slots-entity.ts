import type { EntityContext } from 'durable-functions';
import type { Watcher } from '../captures/session.ts';
import type { Release, SlotRequest, Slots } from './slots.ts';
import { noSlots, releaseSlot, requestSlot, takeOver } from './slots.ts';
import type { SlotsState } from './slots-state.ts';
import { packSlots, unpackSlots } from './slots-state.ts';

/** The slots of every watcher, by its resource id in lower case. */
export type AllSlots = Record<string, SlotsState>;

/** What each operation of the `captureSlots` entity takes. */
export interface SlotOperations {
  request: SlotRequest;
  release: Release;
  takeOver: { from: string; to: string };
}

type Operation = {
  [O in keyof SlotOperations]: (slots: Slots, input: SlotOperations[O]) => [Slots, unknown];
};

const operations: Operation = { request: requestSlot, release: releaseSlot, takeOver };

/** The `captureSlots` entity: it serves one call at a time, so that it decides exactly. */
export function captureSlots(context: EntityContext<AllSlots>): void {
  const all = context.df.getState(() => ({})) ?? {};
  const name = context.df.operationName as keyof SlotOperations;
  const input = context.df.getInput<{ watcher: Watcher; request: never }>();
  if (input === undefined || !(name in operations)) return;

  const { watcher, request } = input;
  const key = watcher.id.toLowerCase();
  const { [key]: state, ...others } = all;
  const [slots, answer] = operations[name](state ? unpackSlots(state) : noSlots, request);
  const isEmpty = Object.values<string | unknown[]>({ ...slots }).every(
    (list) => list.length === 0,
  );
  context.df.setState(isEmpty ? others : { ...others, [key]: packSlots(watcher, slots) });
  context.df.return(answer);
}
