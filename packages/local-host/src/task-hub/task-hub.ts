import { randomUUID } from 'node:crypto';
import { isEnded, type Instance, type RuntimeStatus } from '../model/instance.ts';
import type { InstanceFilter } from '../store/instances.ts';
import type { NewMessage } from '../model/message.ts';
import type { Engine } from '../engine/engine.ts';
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

/** A request to start an instance. `input` is JSON text. */
export interface StartRequest {
  name: string;
  id?: string;
  input?: string | null;
  version?: string | null;
}

/** An instance to rewind, and the history from which it continues. */
interface Rewinding {
  instance: Instance;
  events: HistoryEvent[];
  /** True if none of its sub-orchestrations is rewound too. */
  isLeaf: boolean;
}

/** The operations of a task hub for clients. A promise resolves when the request is committed. */
export class TaskHub {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The instance, or undefined if there is none. */
  find(id: string): Instance | undefined {
    return this.#engine.store.instances.get(id);
  }

  /** @throws TaskHubError `instance-not-found` */
  get(id: string): Instance {
    const instance = this.find(id);
    if (!instance) throw notFound(id);
    return instance;
  }

  /** @throws TaskHubError `instance-exists`, `invalid-instance-id` */
  async start(request: StartRequest): Promise<string> {
    const { clock, settings } = this.#engine;
    const id = request.id ?? randomUUID().replaceAll('-', '');
    refuseInvalidId(id);
    const isReplaceable = settings.overridableExistingInstanceStates === 'AnyState';
    await this.#write((send) => {
      const existing = this.find(id);
      if (existing && !isEnded(existing) && !isReplaceable) throw alreadyExists(existing);
      this.#start(send, { ...request, id }, clock.now());
    });
    return id;
  }

  /**
   * Raises an event for an instance or an entity's id. `input` is JSON text.
   *
   * @throws TaskHubError `instance-not-found`, `instance-ended`
   */
  async raiseEvent(id: string, name: string, input: string | null): Promise<void> {
    await this.#write((send) => {
      if (!this.#isEntity(id)) this.#alive(id);
      send(raised(id, null, name, input, this.#engine.clock.now()));
    });
  }

  /** @throws TaskHubError `instance-not-found`, `instance-ended` */
  async terminate(id: string, reason: string | null): Promise<void> {
    await this.#write((send) => {
      if (this.#isEntity(id)) {
        this.#deleteEntity(id);
        return;
      }
      this.#alive(id);
      const fields = { EventType: EventType.ExecutionTerminated, Input: reason };
      send(this.#message<ExecutionTerminated>(id, fields));
    });
  }

  /** @throws TaskHubError `instance-not-found`, `instance-ended`, `wrong-status` */
  async suspend(id: string, reason: string | null): Promise<void> {
    await this.#write((send) => {
      if (this.#alive(id).status === 'Suspended') throw wrongStatus('suspend', id, 'Suspended');
      const fields = { EventType: EventType.ExecutionSuspended, Reason: reason };
      send(this.#message<ExecutionSuspended>(id, fields));
    });
  }

  /** @throws TaskHubError `instance-not-found`, `instance-ended`, `wrong-status` */
  async resume(id: string, reason: string | null): Promise<void> {
    await this.#write((send) => {
      const { status } = this.#alive(id);
      if (status !== 'Suspended') throw wrongStatus('resume', id, status);
      const fields = { EventType: EventType.ExecutionResumed, Reason: reason };
      send(this.#message<ExecutionResumed>(id, fields));
    });
  }

  /**
   * Retries a failed instance from the point of failure.
   *
   * @throws TaskHubError `instance-not-found`, `wrong-status`
   */
  async rewind(id: string, reason: string | null): Promise<void> {
    const { store, clock } = this.#engine;
    await this.#write((send) => {
      const failed = this.get(id);
      if (failed.status !== 'Failed') {
        throw new TaskHubError(
          'wrong-status',
          `This orchestration has status ${failed.status}, but only orchestrations in the "Failed" state can be rewound.`,
          failed.status,
        );
      }
      for (const { instance, events, isLeaf } of this.#toRewind(failed)) {
        store.histories.replace(instance.id, events);
        const updatedAt = clock.now();
        store.instances.update({ ...instance, status: 'Running', output: null, updatedAt });
        this.#engine.forget(instance.id);
        // A parent continues when its sub-orchestrations answer.
        if (!isLeaf) continue;
        const fields = { Data: reason, EventType: EventType.GenericEvent };
        send(this.#message<GenericEvent>(instance.id, fields));
      }
    });
  }

  /**
   * Starts a new execution with an instance's input, under a new id if `withNewId` is set.
   *
   * @throws TaskHubError `instance-not-found`, `instance-exists`
   */
  async restart(id: string, withNewId: boolean): Promise<string> {
    const newId = withNewId ? randomUUID().replaceAll('-', '') : id;
    // As in the extension, the execution id of a restart has no dashes.
    const executionId = randomUUID().replaceAll('-', '');
    await this.#write((send) => {
      const instance = this.get(id);
      if (!withNewId && !isEnded(instance)) throw alreadyExists(instance);
      const { name, input, version } = instance;
      const request = { id: newId, executionId, name, input: input ?? 'null', version };
      this.#start(send, request, this.#engine.clock.now());
    });
    return newId;
  }

  /**
   * Removes an ended instance, or an entity.
   *
   * @throws TaskHubError `instance-not-found`, `instance-running`
   */
  async purge(id: string): Promise<void> {
    await this.#write(() => {
      if (this.#isEntity(id)) {
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
      this.#engine.store.shrink();
    });
  }

  /** Removes the ended instances that match a filter. Returns their number. */
  async purgeBy(filter: InstanceFilter): Promise<number> {
    return this.#write(() => {
      const ended = this.#engine.store.instances.list(filter).filter(isEnded);
      for (const { id } of ended) this.#deleteInstance(id);
      this.#engine.store.shrink();
      return ended.length;
    });
  }

  /** Sends a signal to an entity; `input` is JSON text. @throws TaskHubError `unknown-entity` */
  signalEntity(entity: EntityName, operation: string, input: string | null): Promise<void> {
    const { names, clock } = this.#engine;
    if (!names.entities.some((each) => each.toLowerCase() === entity.name.toLowerCase())) {
      const message = unknownFunction('entity', entity.name, names.entities);
      throw new TaskHubError('unknown-entity', message);
    }
    return this.#write((send) =>
      send(
        entityEvent(
          entityId(entity),
          OPERATION_EVENT,
          signalMessage(randomUUID(), operation, input),
          clock.now(),
        ),
      ),
    );
  }

  async #write<T>(body: (send: (message: NewMessage) => void) => T): Promise<T> {
    const { store, clock } = this.#engine;
    const release = clock.hold();
    try {
      const sent: NewMessage[] = [];
      const result = await store.transaction(() =>
        body((message) => {
          sent.push(message);
          store.messages.send(message);
        }),
      );
      this.#engine.sent(sent);
      return result;
    } finally {
      release();
    }
  }

  #start(
    send: (message: NewMessage) => void,
    request: StartRequest & { id: string; executionId?: string },
    now: number,
  ): void {
    const { store, settings } = this.#engine;
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
      notices: {},
    };
    this.#engine.forget(instance.id);
    startInstance(store, instance, now).forEach(send);
  }

  /**
   * The instance and its failed sub-orchestrations, with the rewound histories from which they
   * continue.
   */
  #toRewind(instance: Instance): Rewinding[] {
    const { store } = this.#engine;
    const { events, failedChildren } = rewindHistory(store.histories.events(instance.id));
    const children = failedChildren.flatMap((id) => {
      const child = store.instances.get(id);
      return child?.status === 'Failed' ? this.#toRewind(child) : [];
    });
    return [{ instance, events, isLeaf: children.length === 0 }, ...children];
  }

  #message<E extends ReceivedEvent>(
    id: string,
    fields: Omit<E, 'EventId' | 'IsPlayed' | 'Timestamp'>,
  ): NewMessage {
    const now = this.#engine.clock.now();
    return { target: id, executionId: null, dueAt: now, event: event<E>(fields, now) };
  }

  #isEntity(id: string): boolean {
    return parseEntityId(id) !== undefined && this.#engine.store.entities.get(id) !== undefined;
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
    const { store } = this.#engine;
    store.histories.delete(id);
    store.messages.deleteAllTo(id);
    store.instances.delete(id);
  }

  #deleteEntity(id: string): void {
    const { store } = this.#engine;
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

function wrongStatus(operation: string, id: string, status: RuntimeStatus): TaskHubError {
  const message = `Cannot ${operation} the orchestration instance ${id} because instance is in the ${status} state.`;
  return new TaskHubError('wrong-status', message, status);
}

function refuseInvalidId(id: string): void {
  if (id.length > 0 && !/[/\\\p{Cc}]/u.test(id)) return;
  throw new TaskHubError(
    'invalid-instance-id',
    `'${id}' is not an instance ID: it may not be empty or contain a slash, a backslash or a control character.`,
  );
}
