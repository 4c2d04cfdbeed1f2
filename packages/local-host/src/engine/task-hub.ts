import { randomUUID } from 'node:crypto';
import { isEnded, type Instance, type InstanceFilter } from '../store/instances.ts';
import type { NewMessage } from '../store/messages.ts';
import type { EngineContext } from './engine-context.ts';
import { entityEvent, OPERATION_EVENT, raised, signalMessage } from './entity-message.ts';
import { unknownFunction } from './failures.ts';
import {
  event,
  EventType,
  type ExecutionResumed,
  type ExecutionSuspended,
  type ExecutionTerminated,
  type GenericEvent,
  type ReceivedEvent,
} from './history-event.ts';
import { rewindHistory } from './rewind.ts';
import { startInstance } from './start-instance.ts';
import { TaskHubError } from './task-hub-error.ts';
import { entityId, parseEntityId, type EntityName } from './work.ts';

/** How an instance is to be started. `input` is JSON text. */
export interface StartRequest {
  name: string;
  id?: string;
  input?: string | null;
  version?: string | null;
}

/**
 * What clients ask of a task hub. Each request is on disk when its promise resolves; what it sets off
 * comes later.
 */
export class TaskHub {
  readonly #context: EngineContext;
  readonly #forget: (instanceId: string) => void;

  /** `forget` drops what the engine keeps in memory of an instance. */
  constructor(context: EngineContext, forget: (instanceId: string) => void) {
    this.#context = context;
    this.#forget = forget;
  }

  /** @throws TaskHubError `instance-not-found` */
  get(id: string): Instance {
    const instance = this.#context.store.instances.get(id);
    if (!instance) throw notFound(id);
    return instance;
  }

  /** @throws TaskHubError `instance-exists`, `invalid-instance-id` */
  async start(request: StartRequest): Promise<string> {
    const { clock, settings } = this.#context;
    const id = request.id ?? randomUUID().replaceAll('-', '');
    refuseInvalidId(id);
    const now = clock.now();
    await this.#write((send) => {
      const existing = this.#context.store.instances.get(id);
      const replaceable = settings.overridableExistingInstanceStates === 'AnyState';
      if (existing && !isEnded(existing) && !replaceable) throw alreadyExists(existing);
      this.#startNow(send, { ...request, id }, now);
    });
    return id;
  }

  /**
   * Raises an event for an instance, or for an entity's id. `input` is JSON text.
   *
   * @throws TaskHubError `instance-not-found`, `instance-ended`
   */
  raiseEvent(id: string, name: string, input: string | null): Promise<void> {
    const now = this.#context.clock.now();
    return this.#write((send) => {
      if (!parseEntityId(id) || !this.#context.store.entities.get(id)) this.#alive(id);
      send(raised(id, null, name, input, now));
    });
  }

  /** @throws TaskHubError `instance-not-found`, `instance-ended` */
  terminate(id: string, reason: string | null): Promise<void> {
    return this.#write((send) => {
      if (parseEntityId(id) && this.#context.store.entities.get(id)) {
        this.#deleteEntity(id);
        return;
      }
      this.#alive(id);
      send(
        this.#control<ExecutionTerminated>(id, {
          EventType: EventType.ExecutionTerminated,
          Input: reason,
        }),
      );
    });
  }

  /** @throws TaskHubError `instance-not-found`, `instance-ended`, `wrong-status` */
  suspend(id: string, reason: string | null): Promise<void> {
    return this.#write((send) => {
      if (this.#alive(id).status === 'Suspended') {
        throw wrongStatus(
          `Cannot suspend the orchestration instance ${id} because instance is in the Suspended state.`,
        );
      }
      send(
        this.#control<ExecutionSuspended>(id, {
          EventType: EventType.ExecutionSuspended,
          Reason: reason,
        }),
      );
    });
  }

  /** @throws TaskHubError `instance-not-found`, `instance-ended`, `wrong-status` */
  resume(id: string, reason: string | null): Promise<void> {
    return this.#write((send) => {
      const { status } = this.#alive(id);
      if (status !== 'Suspended') {
        throw wrongStatus(
          `Cannot resume the orchestration instance ${id} because instance is in the ${status} state.`,
        );
      }
      send(
        this.#control<ExecutionResumed>(id, {
          EventType: EventType.ExecutionResumed,
          Reason: reason,
        }),
      );
    });
  }

  /** Has a failed instance try again from where it failed. @throws TaskHubError `instance-not-found`, `wrong-status` */
  rewind(id: string, reason: string | null): Promise<void> {
    return this.#write((send) => {
      const instance = this.get(id);
      if (instance.status !== 'Failed') {
        throw new TaskHubError(
          'wrong-status',
          `This orchestration has status ${instance.status}, but only orchestrations in the "Failed" state can be rewound.`,
          instance.status,
        );
      }
      this.#rewindNow(send, instance, reason);
    });
  }

  /**
   * Starts an instance anew with the input it had, under a new id unless told otherwise.
   *
   * @throws TaskHubError `instance-not-found`, `instance-exists`
   */
  async restart(id: string, withNewId: boolean): Promise<string> {
    const instance = this.get(id);
    if (!withNewId && !isEnded(instance)) throw alreadyExists(instance);
    const { name, input, version } = instance;
    const newId = withNewId ? randomUUID().replaceAll('-', '') : id;
    const now = this.#context.clock.now();
    // As in the extension, the id of an execution that a restart begins has no dashes.
    const executionId = randomUUID().replaceAll('-', '');
    const request = { id: newId, executionId, name, input, version };
    await this.#write((send) => this.#startNow(send, request, now));
    return newId;
  }

  /** Removes an ended instance, or an entity. @throws TaskHubError `instance-not-found`, `instance-running` */
  purge(id: string): Promise<void> {
    return this.#write(() => {
      if (parseEntityId(id) && this.#context.store.entities.get(id)) {
        this.#deleteEntity(id);
        return;
      }
      const instance = this.get(id);
      if (!isEnded(instance)) {
        throw new TaskHubError(
          'instance-running',
          `Only orchestrations in a terminal state can be purged, but the orchestration with instance ID ${id} has status ${instance.status}`,
          instance.status,
        );
      }
      this.#deleteInstance(id);
    });
  }

  /** Removes the ended instances that a filter names; gives back how many. */
  async purgeBy(filter: InstanceFilter): Promise<number> {
    const { store } = this.#context;
    let purged = 0;
    await this.#write(() => {
      const ended = store.instances.list(filter).filter(isEnded);
      for (const { id } of ended) this.#deleteInstance(id);
      purged = ended.length;
    });
    return purged;
  }

  /** Sends a signal to an entity; `input` is JSON text. @throws TaskHubError `unknown-entity` */
  signalEntity(entity: EntityName, operation: string, input: string | null): Promise<void> {
    const { names, clock } = this.#context;
    if (!names.entities.some((each) => each.toLowerCase() === entity.name.toLowerCase())) {
      const message = unknownFunction('entity', entity.name, names.entities);
      throw new TaskHubError('unknown-entity', message);
    }
    return this.#write((send) =>
      send(
        entityEvent(
          entityId({ ...entity, name: entity.name.toLowerCase() }),
          OPERATION_EVENT,
          signalMessage(randomUUID(), operation, input),
          clock.now(),
        ),
      ),
    );
  }

  async #write(body: (send: (message: NewMessage) => void) => void): Promise<void> {
    const { store, clock } = this.#context;
    const release = clock.hold();
    const sent: NewMessage[] = [];
    try {
      const { onDisk } = store.write(() => {
        body((message) => {
          sent.push(message);
          store.messages.send(message);
        });
      });
      this.#context.sent(sent);
      await onDisk;
    } finally {
      release();
    }
  }

  #startNow(
    send: (message: NewMessage) => void,
    request: StartRequest & { id: string; executionId?: string },
    now: number,
  ): void {
    const { store, settings } = this.#context;
    const instance: Instance = {
      id: request.id,
      executionId: request.executionId ?? randomUUID(),
      name: request.name,
      version: request.version ?? settings.defaultVersion,
      status: 'Pending',
      input: request.input ?? null,
      output: null,
      customStatus: null,
      parent: null,
      createdAt: now,
      updatedAt: now,
    };
    this.#forget(instance.id);
    startInstance(store, instance, now).forEach(send);
  }

  #rewindNow(send: (message: NewMessage) => void, instance: Instance, reason: string | null): void {
    const { store, clock } = this.#context;
    const { events, failedChildren } = rewindHistory(store.histories.events(instance.id));
    store.histories.replace(
      instance.id,
      events.map((each) => JSON.stringify(each)),
    );
    store.instances.update({
      ...instance,
      status: 'Running',
      output: null,
      updatedAt: clock.now(),
    });
    this.#forget(instance.id);
    send(
      this.#control<GenericEvent>(instance.id, { Data: reason, EventType: EventType.GenericEvent }),
    );
    for (const childId of failedChildren) {
      const child = store.instances.get(childId);
      if (child?.status === 'Failed') this.#rewindNow(send, child, reason);
    }
  }

  #control<E extends ReceivedEvent>(
    id: string,
    fields: Omit<E, 'EventId' | 'IsPlayed' | 'Timestamp'>,
  ): NewMessage {
    const now = this.#context.clock.now();
    return { target: id, executionId: null, dueAt: now, event: event<E>(fields, now) };
  }

  #alive(id: string): Instance {
    const instance = this.get(id);
    if (!isEnded(instance)) return instance;
    throw new TaskHubError(
      'instance-ended',
      `Instance '${id}' has ended (${instance.status}).`,
      instance.status,
    );
  }

  #deleteInstance(id: string): void {
    const { store } = this.#context;
    store.histories.delete(id);
    store.messages.deleteAllTo(id);
    store.instances.delete(id);
  }

  #deleteEntity(id: string): void {
    const { store } = this.#context;
    store.entities.delete(id);
    store.messages.deleteAllTo(id);
  }
}

function notFound(id: string): TaskHubError {
  return new TaskHubError('instance-not-found', `No instance with ID '${id}' was found.`);
}

function alreadyExists({ status }: Instance): TaskHubError {
  return new TaskHubError(
    'instance-exists',
    `An Orchestration instance with the status ${status} already exists.`,
    status,
  );
}

function wrongStatus(message: string): TaskHubError {
  return new TaskHubError('wrong-status', message);
}

function refuseInvalidId(id: string): void {
  if (id.length > 0 && !/[/\\\p{Cc}]/u.test(id)) return;
  throw new TaskHubError(
    'invalid-instance-id',
    `'${id}' is no instance ID: it may not be empty or hold a slash, a backslash or a control character.`,
  );
}
