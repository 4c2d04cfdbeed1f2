import { randomUUID } from 'node:crypto';
import type { Entity } from '../model/entity.ts';
import { isEnded } from '../model/instance.ts';
import type { NewMessage } from '../model/message.ts';
import { chooseBatch, type EntityBatch } from '../turn/entity-batch.ts';
import {
  answerText,
  entityEvent,
  LOCK_GRANTED,
  nextInLockSet,
  OPERATION_EVENT,
  raised,
  signalMessage,
  type EntityRequest,
} from '../model/entity-message.ts';
import type { EngineContext } from './engine-context.ts';
import { unknownFunction } from '../model/failures.ts';
import type { Processor } from './processor.ts';
import { entityId, parseEntityId, type EntityName } from '../model/work.ts';

/** The SDK's result of a batch (`durable-functions` `EntityState`). */
interface BatchAnswer {
  results: { isError: boolean; result?: string }[];
  signals: { target: EntityName; name: string; input: string }[];
  entityExists: boolean;
  entityState?: string | null;
}

interface Work {
  entity: Entity;
  batch: EntityBatch;
  now: number;
}

/** Runs entities, one batch of operations at a time. The key is the entity's id, `@name@key`. */
export class EntityProcessor implements Processor<Work, BatchAnswer | undefined> {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  fetch(id: string): Work | undefined {
    const { store, clock, settings } = this.#context;
    const now = clock.now();
    const messages = store.messages.due(id, now);
    if (messages.length === 0) return undefined;
    const entity = store.entities.get(id) ?? { id, state: null, lock: null, lastOperationAt: now };
    const batch = chooseBatch(entity.lock, messages, settings.maxEntityOperationBatchSize);
    return batch.taken.length === 0 ? undefined : { entity, batch, now };
  }

  async process({ entity, batch }: Work): Promise<BatchAnswer | undefined> {
    return batch.operations.length > 0 ? this.#run(entity, batch.operations) : undefined;
  }

  async complete({ entity, batch, now }: Work, answer: BatchAnswer | undefined): Promise<void> {
    const { store, clock } = this.#context;
    const sent = await store.transaction(() => {
      for (const id of batch.taken) store.messages.delete(id);
      const { granted } = batch;
      const isRefused = granted !== undefined && !this.#isAlive(granted);
      const lock = isRefused ? null : batch.lock;
      const state = answer ? stateOf(answer) : entity.state;
      if (state === null && lock === null) store.entities.delete(entity.id);
      else {
        const lastOperationAt = answer ? clock.now() : entity.lastOperationAt;
        store.entities.put({ id: entity.id, state, lock, lastOperationAt });
      }
      const messages = answer ? answers(batch.operations, answer, now) : [];
      if (granted && !isRefused) messages.push(passOn(granted, now));
      for (const message of messages) store.messages.send(message);
      return messages;
    });
    this.#context.sent(sent);
    if (batch.more) this.#context.sent([{ target: entity.id, dueAt: now }]);
  }

  abandon(): void {
    // The messages are still in the store.
  }

  async #run(entity: Entity, operations: EntityRequest[]): Promise<BatchAnswer> {
    const { app, names } = this.#context;
    const self = parseEntityId(entity.id);
    const name = names.entities.find((each) => each.toLowerCase() === self?.name.toLowerCase());
    const batch = operations.map(({ op, input, signal, id }) => ({
      name: op,
      input: input ?? null,
      isSignal: signal === true,
      id,
    }));
    try {
      if (!self || !name) {
        throw new Error(unknownFunction('entity', self?.name ?? entity.id, names.entities));
      }
      const { returnValue } = await app.invoke(name, {
        triggerData: {
          value: { self, exists: entity.state !== null, state: entity.state, batch },
        },
        triggerMetadata: { instanceId: entity.id },
      });
      return returnValue as BatchAnswer;
    } catch (thrown) {
      this.#context.onError(thrown, `entity ${entity.id}`);
      const result = JSON.stringify(thrown instanceof Error ? thrown.message : String(thrown));
      return {
        results: operations.map(() => ({ isError: true, result })),
        signals: [],
        entityExists: entity.state !== null,
        entityState: entity.state,
      };
    }
  }

  // A lock that is granted to an ended orchestration would never be released.
  #isAlive({ parent, parentExecution }: EntityRequest): boolean {
    const holder = parent === undefined ? undefined : this.#context.store.instances.get(parent);
    return holder !== undefined && !isEnded(holder) && holder.executionId === parentExecution;
  }
}

function stateOf({ entityExists, entityState }: BatchAnswer): string | null {
  return entityExists ? (entityState ?? null) : null;
}

function answers(operations: EntityRequest[], answer: BatchAnswer, now: number): NewMessage[] {
  const messages: NewMessage[] = [];
  operations.forEach((request, index) => {
    if (request.signal || request.parent === undefined) return;
    const { isError, result } = answer.results[index] ?? { isError: false };
    const text = answerText(result ?? null, isError);
    messages.push(raised(request.parent, request.parentExecution ?? null, request.id, text, now));
  });
  for (const { target, name, input } of answer.signals) {
    const message = signalMessage(randomUUID(), name, input === '' ? null : input);
    messages.push(entityEvent(entityId(target), OPERATION_EVENT, message, now));
  }
  return messages;
}

function passOn(request: EntityRequest, now: number): NewMessage {
  const next = nextInLockSet(request);
  if (next) return entityEvent(next.target, OPERATION_EVENT, next.request, now);
  const { parent = '', parentExecution = null, id } = request;
  return raised(parent, parentExecution, id, LOCK_GRANTED, now);
}
