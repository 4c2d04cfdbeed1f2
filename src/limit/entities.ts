import { EntityId } from 'durable-functions';
import { shardOf } from './outcomes.ts';

/** Id of the `captureSlots` entity. One entity serves all watchers, so the sweep can find all claims. */
export const allSlots = new EntityId('captureSlots', 'all');

/**
 * Id of the `captureOutcomes` entity that keeps the outcome of a session. The name is in lower case, because
 * an entity that signals it does not change the case as an orchestration does.
 */
export const outcomesOf = (session: string): EntityId =>
  new EntityId('captureoutcomes', shardOf(session));
