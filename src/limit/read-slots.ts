import type { DurableClient } from 'durable-functions';
import { allSlots } from './slots-client.ts';
import type { ReadState } from './slots-state.ts';
import { readSlotsState } from './slots-state.ts';

/** The part of the client that reads entities. */
export type SlotsReader = Pick<DurableClient, 'readEntityState'>;

/** Reads the state of the `captureSlots` entity from outside the entity. */
export async function readSlots(client: SlotsReader): Promise<ReadState> {
  const { entityState } = await client.readEntityState<unknown>(allSlots);
  return readSlotsState(entityState);
}
