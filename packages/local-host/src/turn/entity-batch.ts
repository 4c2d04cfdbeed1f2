import type { Entity } from '../model/entity.ts';
import type { Message } from '../model/message.ts';
import {
  OPERATION_EVENT,
  RELEASE_EVENT,
  type EntityRelease,
  type EntityRequest,
} from '../model/entity-message.ts';
import { EventType } from '../model/history-event.ts';

/** The messages that an entity processes next. */
export interface EntityBatch {
  /** Ids of processed messages. The others remain in the store. */
  taken: number[];
  /** Operations for the entity's code, in order. */
  operations: EntityRequest[];
  /** The lock after the batch, including a lock request that the batch grants. */
  lock: Entity['lock'];
  granted: EntityRequest | undefined;
  /** True if messages remain that the next batch may take. */
  more: boolean;
}

/**
 * Chooses an entity's next batch. A locked entity takes only its holder's operations. A lock is
 * granted only after earlier operations are done. Pure.
 */
export function chooseBatch(
  lock: Entity['lock'],
  messages: readonly Message[],
  maximum: number,
): EntityBatch {
  const batch: EntityBatch = { taken: [], operations: [], lock, granted: undefined, more: false };
  let skipped = false;
  for (const message of messages) {
    const parsed = parse(message);
    if (!parsed) {
      batch.taken.push(message.id);
      continue;
    }
    if (parsed.kind === 'release') {
      if (
        batch.lock?.holder === parsed.release.parent &&
        batch.lock.requestId === parsed.release.id
      ) {
        batch.lock = null;
        batch.more ||= skipped;
      }
      batch.taken.push(message.id);
      continue;
    }
    const { request } = parsed;
    if (batch.lock && (request.op === null || request.parent !== batch.lock.holder)) {
      skipped = true;
      continue;
    }
    if (request.op !== null && batch.operations.length < maximum) {
      batch.operations.push(request);
      batch.taken.push(message.id);
      continue;
    }
    // A batch without operations has room for one, so this is a lock request.
    if (batch.operations.length === 0) {
      batch.lock = { holder: request.parent ?? '', requestId: request.id };
      batch.granted = request;
      batch.taken.push(message.id);
    }
    batch.more = true;
    break;
  }
  return batch;
}

type Parsed =
  { kind: 'request'; request: EntityRequest } | { kind: 'release'; release: EntityRelease };

// Clients can raise any event for an entity's id. Events that are not entity messages are dropped.
function parse(message: Message): Parsed | undefined {
  const { event } = message;
  if (event.EventType !== EventType.EventRaised) return undefined;
  const input = JSON.parse(event.Input ?? 'null') as Record<string, unknown> | null;
  if (typeof input?.['id'] !== 'string') return undefined;
  if (event.Name === RELEASE_EVENT) {
    return { kind: 'release', release: input as unknown as EntityRelease };
  }
  if (event.Name !== OPERATION_EVENT) return undefined;
  return { kind: 'request', request: input as unknown as EntityRequest };
}
