import type { InvocationContext } from '@azure/functions';
import { getClient } from 'durable-functions';
import { slotEvent } from '../captures/events.ts';

/** Tells an instance that waits for a session to ask again; one that has ended needs no telling. */
export async function wakeCapture(instanceId: string, context: InvocationContext): Promise<void> {
  await getClient(context).raiseEvent(instanceId, slotEvent, null);
}
