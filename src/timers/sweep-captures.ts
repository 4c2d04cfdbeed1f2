import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { readSlots } from '../limit/read-slots.ts';
import type { SlotsState } from '../limit/slots-state.ts';
import { settings } from '../settings.ts';
import { measureSlots } from '../telemetry/measures.ts';
import { attempt } from './attempt.ts';
import { deleteLeftovers } from './delete-leftovers.ts';
import { finishLost } from './finish-lost.ts';
import { restoreClaims } from './restore-claims.ts';

/** NCRONTAB expression for an interval of up to 60 seconds. */
export const sweepSchedule = (seconds: number): string =>
  seconds === 60 ? '0 * * * * *' : `*/${seconds} * * * * *`;

/** One duty of the sweep. */
type Duty = (client: DurableClient, state: SlotsState, context: InvocationContext) => Promise<void>;

/**
 * Repairs what no instance handles: claims that the state of the slots lost, captures whose instance is
 * gone, and sessions that remain at a watcher. A duty that fails is logged, and the next sweep tries it
 * again.
 */
export async function sweepCaptures(
  client: DurableClient,
  context: InvocationContext,
): Promise<void> {
  const { state } = await readSlots(client);
  for (const { watcher, held, waiting } of Object.values(state.watchers)) {
    const { limit } = settings();
    measureSlots(watcher.id, { held: held.length, waiting: waiting.length, limit });
  }
  for (const duty of [restoreClaims, finishLost, deleteLeftovers] satisfies Duty[]) {
    await attempt(duty.name, context, () => duty(client, state, context));
  }
}
