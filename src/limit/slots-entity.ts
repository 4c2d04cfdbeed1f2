import type { EntityContext } from 'durable-functions';
import type { Watcher } from '../captures/session.ts';
import type { SlotsState } from './slots-state.ts';
import { readSlotsState } from './slots-state.ts';
import type { Release, SlotRequest, Slots, TakeOver } from './slots.ts';
import { noSlots, releaseSlot, requestSlot, restore, takeOver } from './slots.ts';
import type { Claim } from './claim.ts';

/** Operations of the `captureSlots` entity, with their inputs. */
export interface SlotOperations {
  request: SlotRequest;
  release: Release;
  takeOver: TakeOver;
  restore: Claim;
}

/** Input of each operation. */
export interface SlotCall<O extends keyof SlotOperations = keyof SlotOperations> {
  watcher: Watcher;
  request: SlotOperations[O];
}

/** Operation that records that the sweep has restored all claims. It has no input. */
export const restoredOperation = 'restored';

type Operation = {
  [O in keyof SlotOperations]: (slots: Slots, input: SlotOperations[O]) => [Slots, unknown];
};

const operations: Operation = { request: requestSlot, release: releaseSlot, takeOver, restore };

/** The `captureSlots` entity. It serves one call at a time, so its decisions are exact. */
export function captureSlots(context: EntityContext<SlotsState>): void {
  const { operationName } = context.df;
  const { state, unreadable } = readSlotsState(storedState(context));
  if (operationName === restoredOperation) {
    context.df.setState({ ...state, isIncomplete: false });
    return;
  }
  const name = operationName as keyof SlotOperations;
  const call = context.df.getInput<SlotCall<never>>();
  if (call === undefined || !(name in operations)) return;

  if (unreadable > 0) {
    context.warn(
      `${unreadable} entries of the state of captureSlots could not be read, and are left out. The sweep restores the claims of running captures.`,
    );
  }
  const key = call.watcher.id.toLowerCase();
  const { [key]: before = noSlots, ...others } = state.watchers;
  const [slots, answer] = operations[name](before, call.request);
  const isEmpty = [slots.held, slots.waiting, slots.ended].every((list) => list.length === 0);
  const { held, waiting, ended } = slots;
  const watchers = isEmpty
    ? others
    : { ...others, [key]: { watcher: call.watcher, held, waiting, ended } };
  context.df.setState({ ...state, watchers });
  context.df.return(answer ?? null);
}

/** The SDK parses the stored text. Text that is not JSON must not make the call fail. */
function storedState(context: EntityContext<SlotsState>): unknown {
  try {
    return context.df.getState();
  } catch {
    return 'not JSON';
  }
}
