import type { InvocationContext } from '@azure/functions';
import { getClient } from 'durable-functions';
import { slotEvent } from '../captures/events.ts';

/** The waiting capture that should request a slot again, and when (ISO 8601 UTC). */
export interface WakeRequest {
  holder: string;
  at: string;
}

/**
 * Raises the event that makes a waiting capture request a slot again. A capture that has ended ignores it.
 */
export async function wakeCapture(
  { holder, at }: WakeRequest,
  context: InvocationContext,
): Promise<void> {
  await getClient(context).raiseEvent(holder, slotEvent, { at });
}
