import type { Entity } from '../model/entity.ts';
import { seconds } from './exchange.ts';

/**
 * An entity in the form that the extension lists among the instances. There each entity is an
 * orchestration that never ends, and its state is the input. Here it has no history.
 */
export function entityInstanceView(entity: Entity, showInput: boolean) {
  const exists = entity.state !== null;
  const lockedBy = entity.lock && { lockedBy: entity.lock.holder };
  const time = seconds(entity.lastOperationAt);
  return {
    name: entity.id,
    instanceId: entity.id,
    runtimeStatus: 'Running',
    input: showInput ? { ...(exists && { exists, state: entity.state }), ...lockedBy } : null,
    customStatus: { ...(exists && { entityExists: exists }), ...lockedBy },
    output: null,
    createdTime: time,
    lastUpdatedTime: time,
  };
}
