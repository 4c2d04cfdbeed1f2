import type { EntityContext } from 'durable-functions';
import type { Release, SlotRequest, Slots } from './capture-slots.ts';
import { noSlots, releaseSlot, requestSlot, takeOver } from './capture-slots.ts';

/** The slots of every watcher, by its resource id in lower case. */
export type AllSlots = Record<string, Slots>;

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
  const input = context.df.getInput<{ watcher: string; request: never }>();
  if (input === undefined || !(name in operations)) return;

  const [slots, answer] = operations[name](all[input.watcher] ?? noSlots, input.request);
  const isEmpty = Object.values<unknown[]>({ ...slots }).every((list) => list.length === 0);
  const others = Object.entries(all).filter(([watcher]) => watcher !== input.watcher);
  const mine: typeof others = isEmpty ? [] : [[input.watcher, slots]];
  context.df.setState(Object.fromEntries([...others, ...mine]));
  context.df.return(answer);
}
