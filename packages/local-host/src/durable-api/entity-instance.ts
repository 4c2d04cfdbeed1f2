import type { Entity } from '../model/entity.ts';
import { seconds } from './exchange.ts';

/**
 * An entity as the extension shows it among the instances: there, every entity is an orchestration
 * that never ends, with its state for an input. It has no history here.
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
