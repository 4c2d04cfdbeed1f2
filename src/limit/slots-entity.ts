import type { EntityContext } from 'durable-functions';
import type { GenericSchema } from 'valibot';
import { readInput } from '../captures/read-input.ts';
import type { Watcher } from '../captures/session.ts';
import type { Claim } from './claim.ts';
import { outcomesOf } from './entities.ts';
import type { KeptOutcome } from './outcomes.ts';
import { slotCalls } from './slots-inputs.ts';
import { readSlotsState, storedForm } from './slots-state.ts';
import type { Release, ReleaseAnswer, SlotRequest, Slots, TakeOver } from './slots.ts';
import { noSlots, releaseSlot, requestSlot, restore, takeOver } from './slots.ts';
import { storedState } from './stored-fields.ts';

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

/**
 * The `captureSlots` entity. It serves one call at a time, so its decisions are exact.
 *
 * @throws {StepError} `InvalidInput`; the state stays as it is.
 */
export function captureSlots(context: EntityContext<unknown>): void {
  const { df } = context;
  const { state, unreadable } = readSlotsState(storedState(() => df.getState()));
  if (df.operationName === restoredOperation) {
    df.setState(storedForm({ ...state, isIncomplete: false }));
    return;
  }
  const name = df.operationName as keyof SlotOperations;
  if (!(name in operations)) return;
  const schema: GenericSchema = slotCalls[name];
  const { watcher, request } = readInput(schema, df.getInput()) as SlotCall<never>;

  if (unreadable > 0) {
    context.warn(
      `${unreadable} entries of the state of captureSlots could not be read, and are left out. The sweep restores the claims of running captures.`,
    );
  }
  const key = watcher.id.toLowerCase();
  const { [key]: before = noSlots, ...others } = state.watchers;
  const [slots, answer] = operations[name](before, request);
  const isEmpty = [slots.held, slots.waiting, slots.ended].every((list) => list.length === 0);
  const { held, waiting, ended } = slots;
  const watchers = isEmpty ? others : { ...others, [key]: { watcher, held, waiting, ended } };
  df.setState(storedForm({ ...state, watchers }));
  if (name === 'release') keepOutcome(context, request, answer as ReleaseAnswer);
  df.return(answer ?? null);
}

/** Has the outcome of a released capture kept, for repeated runs of it and for its cooldown. */
function keepOutcome(
  { df }: EntityContext<unknown>,
  { claim: { session }, now: at, outcome }: Release,
  { attached }: ReleaseAnswer,
): void {
  const whole = attached.length > 0 ? { ...outcome, alsoFor: attached } : outcome;
  const kept: KeptOutcome = { session, at, outcome: whole };
  df.signalEntity(outcomesOf(session), 'remember', kept);
}
