import type { DurableClient } from 'durable-functions';
import type { Outcome } from '../captures/outcome.ts';
import { allSlots, outcomesOf } from './entities.ts';
import { readOutcomes, recallOutcome } from './outcomes.ts';
import type { ReadState } from './slots-state.ts';
import { readSlotsState } from './slots-state.ts';

/** The part of the client that reads entities. */
export type EntityReader = Pick<DurableClient, 'readEntityState'>;

/** Reads the state of the `captureSlots` entity from outside the entity. */
export async function readSlots(client: EntityReader): Promise<ReadState> {
  const { entityState } = await client.readEntityState<unknown>(allSlots);
  return readSlotsState(entityState);
}

/** Reads the outcome of a machine capture; undefined while it has not ended. */
export async function readOutcome(
  client: EntityReader,
  session: string,
): Promise<Outcome | undefined> {
  const { entityState } = await client.readEntityState<unknown>(outcomesOf(session));
  return recallOutcome(readOutcomes(entityState), session);
}
