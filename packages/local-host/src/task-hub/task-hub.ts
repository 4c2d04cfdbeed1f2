import { randomUUID } from 'node:crypto';
import { isEnded, type Instance } from '../model/instance.ts';
import type { InstanceFilter } from '../store/instances.ts';
import type { NewMessage } from '../model/message.ts';
import type { EngineContext } from '../engine/engine-context.ts';
import { entityEvent, OPERATION_EVENT, raised, signalMessage } from '../model/entity-message.ts';
import { unknownFunction } from '../model/failures.ts';
import {
  event,
  EventType,
  type ExecutionResumed,
  type ExecutionSuspended,
  type ExecutionTerminated,
  type GenericEvent,
  type HistoryEvent,
  type ReceivedEvent,
} from '../model/history-event.ts';
import { rewindHistory } from '../turn/rewind.ts';
import { startInstance } from '../engine/start-instance.ts';
import { TaskHubError } from '../model/task-hub-error.ts';
import { entityId, parseEntityId, type EntityName } from '../model/work.ts';

/** How an instance is to be started. `input` is JSON text. */
export interface StartRequest {
  name: string;
  id?: string;
  input?: string | null;
  version?: string | null;
}

/**
 * What clients ask of a task hub. A promise resolves when its request is committed; what the request sets off
 * happens later.
 */
export class TaskHub {
  readonly #context: EngineContext;
  readonly #forget: (instanceId: string) => void;

  /** `forget` drops what the engine keeps in memory of an instance. */
  constructor(context: EngineContext, forget: (instanceId: string) => void) {
    this.#context = context;
    this.#forget = forget;
  }

  /** Undefined if there is none. */
  find(id: string): Instance | undefined {
    return this.#context.store.instances.get(id);
  }

  /** @throws TaskHubError `instance-not-found` */
  get(id: string): Instance {
    const instance = this.find(id);
    if (!instance) throw notFound(id);
    return instance;
  }

  /** @throws TaskHubError `instance-exists`, `invalid-instance-id` */
  async start(request: StartRequest): Promise<string> {
    const { clock, settings } = this.#context;
    const id = request.id ?? randomUUID().replaceAll('-', '');
    refuseInvalidId(id);
    const now = clock.now();
    const existing = this.#context.store.instances.get(id);
    const replaceable = settings.overridableExistingInstanceStates === 'AnyState';
    if (existing && !isEnded(existing) && !replaceable) throw alreadyExists(existing);
    await this.#write((send) => this.#startNow(send, { ...request, id }, now));
    return id;
  }

  /**
   * Raises an event for an instance, or for an entity's id. `input` is JSON text.
   *
   * @throws TaskHubError `instance-not-found`, `instance-ended`
   */
  async raiseEvent(id: string, name: string, input: string | null): Promise<void> {
    const now = this.#context.clock.now();
    if (!parseEntityId(id) || !this.#context.store.entities.get(id)) this.#alive(id);
    await this.#write((send) => send(raised(id, null, name, input, now)));
  }

  /** @throws TaskHubError `instance-not-found`, `instance-ended` */
  async terminate(id: string, reason: string | null): Promise<void> {
    if (parseEntityId(id) && this.#context.store.entities.get(id)) {
      await this.#write(() => this.#deleteEntity(id));
      return;
    }
    this.#alive(id);
    await this.#control<ExecutionTerminated>(id, {
      EventType: EventType.ExecutionTerminated,
      Input: reason,
    });
  }

  /** @throws TaskHubError `instance-not-found`, `instance-ended`, `wrong-status` */
  async suspend(id: string, reason: string | null): Promise<void> {
    if (this.#alive(id).status === 'Suspended') {
      throw wrongStatus(
        `Cannot suspend the orchestration instance ${id} because instance is in the Suspended state.`,
      );
    }
    await this.#control<ExecutionSuspended>(id, {
      EventType: EventType.ExecutionSuspended,
      Reason: reason,
    });
  }

  /** @throws TaskHubError `instance-not-found`, `instance-ended`, `wrong-status` */
  async resume(id: string, reason: string | null): Promise<void> {
    const { status } = this.#alive(id);
    if (status !== 'Suspended') {
      throw wrongStatus(
        `Cannot resume the orchestration instance ${id} because instance is in the ${status} state.`,
      );
    }
    await this.#control<ExecutionResumed>(id, {
      EventType: EventType.ExecutionResumed,
      Reason: reason,
    });
  }

  /** Has a failed instance try again from where it failed. @throws TaskHubError `instance-not-found`, `wrong-status` */
  async rewind(id: string, reason: string | null): Promise<void> {
    const instance = this.get(id);
    if (instance.status !== 'Failed') {
      throw new TaskHubError(
        'wrong-status',
        `This orchestration has status ${instance.status}, but only orchestrations in the "Failed" state can be rewound.`,
        instance.status,
      );
    }
    const { store, clock } = this.#context;
    const rewound = this.#toRewind(instance);
    await this.#write((send) => {
      for (const { instance, events } of rewound) {
        store.histories.replace(instance.id, events);
        const updatedAt = clock.now();
        store.instances.update({ ...instance, status: 'Running', output: null, updatedAt });
        this.#forget(instance.id);
        send(
          this.#message<GenericEvent>(instance.id, {
            Data: reason,
            EventType: EventType.GenericEvent,
          }),
        );
      }
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
  async purge(id: string): Promise<void> {
    if (parseEntityId(id) && this.#context.store.entities.get(id)) {
      await this.#write(() => this.#deleteEntity(id));
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
    await this.#write(() => this.#deleteInstance(id));
  }

  /** Removes the ended instances that a filter names; gives back how many. */
  async purgeBy(filter: InstanceFilter): Promise<number> {
    const ended = this.#context.store.instances.list(filter).filter(isEnded);
    await this.#write(() => ended.forEach(({ id }) => this.#deleteInstance(id)));
    return ended.length;
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
      const { committed } = store.write(() => {
        body((message) => {
          sent.push(message);
          store.messages.send(message);
        });
      });
      this.#context.sent(sent);
      await committed;
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

  /** The instance and its children that failed with it, with the histories from which they go on. */
  #toRewind(instance: Instance): { instance: Instance; events: HistoryEvent[] }[] {
    const { store } = this.#context;
    const { events, failedChildren } = rewindHistory(store.histories.events(instance.id));
    const children = failedChildren.flatMap((id) => {
      const child = store.instances.get(id);
      return child?.status === 'Failed' ? this.#toRewind(child) : [];
    });
    return [{ instance, events }, ...children];
  }

  #control<E extends ReceivedEvent>(
    id: string,
    fields: Omit<E, 'EventId' | 'IsPlayed' | 'Timestamp'>,
  ): Promise<void> {
    return this.#write((send) => send(this.#message<E>(id, fields)));
  }

  #message<E extends ReceivedEvent>(
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
