import type { HistoryEvent } from '../model/history-event.ts';
import type { TaskHub } from '../task-hub/task-hub.ts';
import { describeSchedule, openWork } from '../replay/open-work.ts';
import { recordInstance, type Recording } from '../replay/recording.ts';
import { isEnded, type Instance, type RuntimeStatus } from '../model/instance.ts';
import type { Store } from '../store/store.ts';
import type { Action } from '../model/action.ts';
import { awaitedEvents } from './awaited-events.ts';
import { TestError } from './test-error.ts';

/** Snapshot of an instance. Times are those of the host's clock, ISO 8601 UTC. */
export interface InstanceView<Output = unknown, CustomStatus = unknown> {
  readonly id: string;
  readonly name: string;
  readonly status: RuntimeStatus;
  readonly customStatus: CustomStatus | null;
  /** The result; the error's text if the instance failed; the reason if it was terminated. */
  readonly output: Output | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** What the host reported about the instance: open work at its end, events that Azure would lose. */
  readonly notices: readonly string[];
}

/** Functions of the host that an instance uses. */
export interface InstanceHost {
  readonly hub: TaskHub;
  readonly store: Store;
  /** What an instance's orchestrator asked for in its last turn. */
  actionsOf(id: string): readonly Action[];
  /** Runs the host until the condition returns a value. */
  run<T>(condition: () => T | undefined, waitingFor: () => string): Promise<T>;
}

/** An orchestration instance of a host under test. */
export class TestInstance<Output = unknown, CustomStatus = unknown> {
  readonly id: string;
  readonly #host: InstanceHost;

  constructor(id: string, host: InstanceHost) {
    this.id = id;
    this.#host = host;
  }

  /** Current snapshot. @throws TaskHubError `instance-not-found` */
  view(): InstanceView<Output, CustomStatus> {
    return viewOf(this.#host.hub.get(this.id));
  }

  get customStatus(): CustomStatus | null {
    return this.view().customStatus;
  }

  get status(): RuntimeStatus {
    return this.view().status;
  }

  /** Complete history of the current execution. */
  history(): HistoryEvent[] {
    return this.#host.store.histories.events(this.id);
  }

  /** The history as a recording, which can be stored in a file and replayed. */
  record(): Recording {
    this.view();
    return recordInstance(this.#host.store, this.id) as Recording;
  }

  /**
   * Runs the host until a turn of this instance meets the condition, and pauses it there until the next
   * call that runs it, so that the test can inspect that state.
   *
   * @throws TestError `nothing-to-run` if the condition is never met
   */
  runUntil(
    condition: (view: InstanceView<Output, CustomStatus>) => boolean,
  ): Promise<InstanceView<Output, CustomStatus>> {
    return this.#host.run(
      () => {
        const view = this.#find();
        return view && condition(view) ? view : undefined;
      },
      () => this.#explain('did not come to the stage'),
    );
  }

  /** Runs the host until the instance has ended in any way. @throws TestError `nothing-to-run` */
  end(): Promise<InstanceView<Output, CustomStatus>> {
    return this.#host.run(
      () => {
        const view = this.#find();
        return view && isEnded(view) ? view : undefined;
      },
      () => this.#explain('did not end'),
    );
  }

  /** Runs the host until the instance has completed. @throws TestError `orchestration-failed`, `nothing-to-run` */
  async result(): Promise<Output> {
    const { status, output } = await this.end();
    if (status === 'Completed') return output as Output;
    throw new TestError(
      'orchestration-failed',
      `Instance ${this.id} ended as ${status}: ${String(output)}`,
    );
  }

  /** Raises an external event; the instance receives it when the host runs next. */
  raise(name: string, data: unknown = null): Promise<void> {
    return this.#host.hub.raiseEvent(this.id, name, JSON.stringify(data));
  }

  terminate(reason: string): Promise<void> {
    return this.#host.hub.terminate(this.id, reason);
  }

  suspend(reason: string): Promise<void> {
    return this.#host.hub.suspend(this.id, reason);
  }

  resume(reason: string): Promise<void> {
    return this.#host.hub.resume(this.id, reason);
  }

  /** Runs a failed instance again from what failed. @throws TaskHubError `wrong-status` */
  rewind(reason: string): Promise<void> {
    return this.#host.hub.rewind(this.id, reason);
  }

  /**
   * Starts the orchestrator again with the same input, as a new instance unless told otherwise.
   *
   * @throws TaskHubError `instance-exists` if this id is to be used again and has not ended
   */
  async restart({ withNewId = true } = {}): Promise<TestInstance<Output, CustomStatus>> {
    return new TestInstance(await this.#host.hub.restart(this.id, withNewId), this.#host);
  }

  /** Deletes an instance that has ended, with its history. @throws TaskHubError `instance-running` */
  purge(): Promise<void> {
    return this.#host.hub.purge(this.id);
  }

  #find(): InstanceView<Output, CustomStatus> | undefined {
    const instance = this.#host.store.instances.get(this.id);
    return instance && viewOf(instance);
  }

  #explain(what: string): string {
    const view = this.#find();
    if (!view) return `There is no instance ${this.id}.`;
    const history = this.history();
    const events = awaitedEvents(this.#host.actionsOf(this.id), history);
    const open = [
      ...openWork(history).map(describeSchedule),
      ...events.map((name) => `external event "${name}"`),
    ];
    const status = view.customStatus === null ? '' : `, ${JSON.stringify(view.customStatus)}`;
    const waits = open.length > 0 ? open.join(', ') : 'nothing that can still occur';
    const notices = view.notices.map((each) => ` ${each}`).join('');
    return `Instance ${this.id} ${what}: it is ${view.status}${status}, and waits for ${waits}.${notices}`;
  }
}

function viewOf<Output, CustomStatus>(instance: Instance): InstanceView<Output, CustomStatus> {
  const { id, name, status, customStatus, output, createdAt, updatedAt, notices } = instance;
  return {
    ...{ id, name, status },
    customStatus: JSON.parse(customStatus ?? 'null') as CustomStatus | null,
    output: JSON.parse(output ?? 'null') as Output | null,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    notices: Object.values(notices),
  };
}
