import type { NewMessage } from './message.ts';
import { event, EventType, type EventRaised } from './history-event.ts';
import { entityId, type EntityName, type MessageWork } from './work.ts';

const NAMESPACE = 'Microsoft.Azure.WebJobs.Extensions.DurableTask';
const REQUEST = `${NAMESPACE}.RequestMessage, ${NAMESPACE}`;
const RESPONSE = `${NAMESPACE}.ResponseMessage, ${NAMESPACE}`;
const RELEASE = `${NAMESPACE}.ReleaseMessage, ${NAMESPACE}`;
const ENTITY_ID = `${NAMESPACE}.EntityId, ${NAMESPACE}`;

/** Event name of operations and lock requests for an entity. */
export const OPERATION_EVENT = 'op';
/** Event name of a lock release. */
export const RELEASE_EVENT = 'release';

/** An operation or a lock request, in the extension's JSON form (`RequestMessage`). */
export interface EntityRequest {
  $type: string;
  /** Null for a lock request. */
  op: string | null;
  signal?: boolean;
  /** JSON text. */
  input?: string;
  id: string;
  /** Id of the requesting instance; absent for a client's signal. */
  parent?: string;
  parentExecution?: string;
  /** Earliest time at which the entity takes the message, ISO 8601 UTC. */
  due?: string;
  lockset?: EntityName[];
  /** Number of entities in the lock set that are already locked. */
  pos?: number;
  Timestamp?: string;
  Predecessor?: string;
  requestTime?: string;
}

/** The release of a lock (`ReleaseMessage`). */
export interface EntityRelease {
  $type: string;
  parent: string;
  id: string;
}

/** The orchestration that sends a message, and the time (ISO 8601 UTC). */
export interface Sender {
  instanceId: string;
  executionId: string;
  time: string;
  /** Time of the sender's previous message to the same entity. */
  predecessor: string | undefined;
}

/** The message that an orchestration sends, with its event name. */
export function entityMessage(
  work: MessageWork,
  requestId: string,
  sender: Sender,
): { name: string; input: EntityRequest | EntityRelease } {
  const { message } = work;
  if (message.type === 'release') {
    return {
      name: RELEASE_EVENT,
      input: { $type: RELEASE, parent: sender.instanceId, id: message.lockId },
    };
  }
  const isLock = message.type === 'lock';
  const argument = isLock ? undefined : message.input;
  return {
    name: OPERATION_EVENT,
    input: {
      $type: REQUEST,
      op: isLock ? null : message.operation,
      ...(message.type === 'signal' && { signal: true }),
      ...(argument !== undefined && { input: argument }),
      id: requestId,
      parent: sender.instanceId,
      parentExecution: sender.executionId,
      Timestamp: sender.time,
      Predecessor: sender.predecessor ?? '0001-01-01T00:00:00',
      ...(isLock
        ? { lockset: message.lockSet.map((entity) => ({ $type: ENTITY_ID, ...entity })) }
        : { requestTime: sender.time.replace('Z', '+00:00') }),
    },
  };
}

/** A signal from a client or from another entity. `input` is JSON text. */
export function signalMessage(id: string, operation: string, input: string | null): EntityRequest {
  return {
    $type: REQUEST,
    op: operation,
    signal: true,
    ...(input !== null && { input }),
    id,
  };
}

/** An entity's response to a call, as JSON text. `result` is JSON text itself. */
export function answerText(result: string | null, isError: boolean): string {
  return JSON.stringify({
    $type: RESPONSE,
    result,
    ...(isError && { exceptionType: 'Error' }),
  });
}

/** The response that notifies an orchestration that it holds all requested locks. */
export const LOCK_GRANTED = JSON.stringify({
  $type: RESPONSE,
  result: 'Lock Acquisition Completed',
});

/** The request for the next entity of the lock set; undefined after the last one. */
export function nextInLockSet(
  request: EntityRequest,
): { target: string; request: EntityRequest } | undefined {
  const position = (request.pos ?? 0) + 1;
  const entity = request.lockset?.[position];
  if (!entity) return undefined;
  return { target: entityId(entity), request: { ...request, pos: position } };
}

/** The message that releases a lock on behalf of its holder; `now` in epoch ms. */
export function releaseMessage(
  target: string,
  holder: string,
  requestId: string,
  now: number,
): NewMessage {
  const release: EntityRelease = { $type: RELEASE, parent: holder, id: requestId };
  return entityEvent(target, RELEASE_EVENT, release, now);
}

/** A message to an entity, as an event to send; `dueAt` in epoch ms. */
export function entityEvent(
  target: string,
  name: string,
  input: EntityRequest | EntityRelease,
  dueAt: number,
): NewMessage {
  return raised(target, null, name, JSON.stringify(input), dueAt);
}

/** An event raised for an instance or entity; `input` is JSON text, `dueAt` in epoch ms. */
export function raised(
  target: string,
  executionId: string | null,
  name: string,
  input: string | null,
  dueAt: number,
): NewMessage {
  return {
    target,
    executionId,
    dueAt,
    event: event<EventRaised>(
      { EventType: EventType.EventRaised, Name: name, Input: input, ParentTraceContext: null },
      dueAt,
    ),
  };
}
