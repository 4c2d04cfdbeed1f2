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
import { NO_RUN, type Run } from './keyed-queue.ts';
import { entityId, parseEntityId, type EntityName } from '../model/work.ts';

/** What the SDK gives back for a batch (`durable-functions` `EntityState`). */
interface BatchAnswer {
  results: { isError: boolean; result?: string }[];
  signals: { target: EntityName; name: string; input: string }[];
  entityExists: boolean;
  entityState?: string | null;
}

/** Runs entities: one batch of operations at a time each, in the order in which they came. */
export class EntityRunner {
  readonly #context: EngineContext;
  readonly #wake: (id: string) => void;

  /** `wake` has the entity run again. */
  constructor(context: EngineContext, wake: (id: string) => void) {
    this.#context = context;
    this.#wake = wake;
  }

  /** Runs one batch, if anything is due for the entity. @throws HostError `state-not-written` */
  async batch(id: string): Promise<Run> {
    const { store, clock, settings } = this.#context;
    const { lost } = store;
    const now = clock.now();
    const messages = store.messages.due(id, now);
    if (messages.length === 0) return NO_RUN;
    const entity: Entity = store.entities.get(id) ?? {
      id,
      state: null,
      lock: null,
      lastOperationAt: now,
    };
    const batch = chooseBatch(entity.lock, messages, settings.maxEntityOperationBatchSize);
    if (batch.taken.length === 0) return NO_RUN;
    const answer =
      batch.operations.length > 0 ? await this.#run(entity, batch.operations) : undefined;
    return this.#write(entity, batch, answer, now, lost);
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

  #write(
    entity: Entity,
    batch: EntityBatch,
    answer: BatchAnswer | undefined,
    now: number,
    basis: number,
  ): Run {
    const { store, clock } = this.#context;
    let sent: NewMessage[] = [];
    const { committed } = store.write(() => {
      for (const id of batch.taken) store.messages.delete(id);
      const { granted } = batch;
      const refused = granted !== undefined && !this.#isAlive(granted);
      const lock = refused ? null : batch.lock;
      const state = answer
        ? answer.entityExists
          ? (answer.entityState ?? null)
          : null
        : entity.state;
      if (state === null && lock === null) store.entities.delete(entity.id);
      else {
        const lastOperationAt = answer ? clock.now() : entity.lastOperationAt;
        store.entities.put({ id: entity.id, state, lock, lastOperationAt });
      }
      sent = answer ? answers(batch.operations, answer, now) : [];
      if (granted && !refused) sent.push(passOn(granted, now));
      for (const message of sent) store.messages.send(message);
    }, basis);
    const wakeOthers = () => {
      this.#context.sent(sent);
      if (batch.more) this.#wake(entity.id);
    };
    return { committed, wakeOthers };
  }

  // A lock for an orchestration that has ended meanwhile would never be given back.
  #isAlive({ parent, parentExecution }: EntityRequest): boolean {
    const holder = parent === undefined ? undefined : this.#context.store.instances.get(parent);
    return holder !== undefined && !isEnded(holder) && holder.executionId === parentExecution;
  }
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
