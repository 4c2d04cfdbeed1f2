import { join } from 'node:path';
import type { Alarm, Clock } from '../clock/clock.ts';
import type { Synchronous } from '../store/database.ts';
import { isNotWritten } from '../store/group-commit.ts';
import { Store } from '../store/store.ts';
import type { FunctionApp } from '../model/function-app.ts';
import { ActivityRunner } from './activity-runner.ts';
import { DueMessages } from './due-messages.ts';
import { Completions } from './completions.ts';
import { Endings } from './endings.ts';
import type { EngineContext } from './engine-context.ts';
import type { EngineProbe } from './engine-probe.ts';
import { EntityRunner } from './entity-runner.ts';
import { functionNames } from '../model/function-names.ts';
import { KeyedQueue, NO_RUN, type Run } from './keyed-queue.ts';
import { Orchestrations } from './orchestrations.ts';
import type { DurableTaskSettings } from './settings.ts';
import { TaskHub } from '../task-hub/task-hub.ts';
import { parseEntityId } from '../model/work.ts';

/** The file in the state directory that holds the task hub. */
export const TASK_HUB_FILE = 'task-hub.sqlite';

// How long to wait when the state could not be written: for room on the disk, as a rule.
const RETRY_MS = 1_000;

/** What an engine runs on. */
export interface EngineOptions {
  app: FunctionApp;
  clock: Clock;
  settings: DurableTaskSettings;
  /** A folder that exists; the engine keeps one SQLite file there, alone. */
  stateDirectory: string;
  /** FULL when absent. */
  synchronous?: Synchronous | undefined;
  probe?: EngineProbe | undefined;
  onError: (error: unknown, doing: string) => void;
}

/** Runs a task hub: wakes instances, entities and activities as their time comes. */
export class Engine {
  readonly store: Store;
  readonly hub: TaskHub;
  readonly endings: Endings;
  readonly #turns: KeyedQueue;
  readonly #entities: KeyedQueue;
  readonly #activities: ActivityRunner;
  readonly #due: DueMessages;
  readonly #completions = new Completions();
  readonly #clock: Clock;
  readonly #onError: EngineOptions['onError'];
  #retry: Alarm | undefined;
  #stopped = false;

  /** @throws HostError as the store does */
  constructor(options: EngineOptions) {
    const { app, clock, settings, onError } = options;
    const file = join(options.stateDirectory, TASK_HUB_FILE);
    this.store = new Store(file, options.synchronous);
    this.#clock = clock;
    this.#onError = onError;
    this.endings = new Endings(clock);
    const hold = () => clock.hold();
    const context: EngineContext = {
      app,
      names: functionNames(app),
      store: this.store,
      clock,
      settings,
      probe: options.probe,
      completions: this.#completions,
      onError,
      ended: (id, committed) => this.#announce(id, committed),
      sent: (messages) => messages.forEach((each) => this.#route(each)),
      scheduled: (activities) => this.#activities.add(activities),
    };
    const orchestrations = new Orchestrations(context);
    const entities = new EntityRunner(context, (id) => this.#entities.wake(id));
    this.hub = new TaskHub(context, (id) => orchestrations.forget(id));
    this.#activities = new ActivityRunner(context);
    this.#turns = new KeyedQueue(
      settings.maxConcurrentOrchestratorFunctions,
      (id) => this.#attempt(orchestrations.turn(id), `instance ${id}`),
      hold,
    );
    this.#entities = new KeyedQueue(
      settings.maxConcurrentEntityFunctions,
      (id) => this.#attempt(entities.batch(id), `entity ${id}`),
      hold,
    );
    this.#due = new DueMessages(this.store.messages, clock, (target) => this.#wake(target));
  }

  /** Goes on with everything that the store holds. */
  start(): void {
    this.#activities.add(this.store.activities.all());
    this.#due.wakeAllDue();
  }

  /** Whether nothing runs and nothing could, before some time passes. */
  get idle(): boolean {
    return this.#turns.idle && this.#entities.idle && this.#activities.idle;
  }

  /** Begins nothing more and closes the store; what was under way goes on at the next start. */
  async stop(): Promise<void> {
    this.#endAlarms();
    this.#activities.stop();
    await Promise.all([this.#turns.stop(), this.#entities.stop()]);
    await this.#keepCompletions();
    this.store.close();
  }

  /** Reports what goes wrong, and tries again in a while where the state could not be written. */
  async #attempt(work: Promise<Run>, doing: string): Promise<Run> {
    const failed = (error: unknown) => {
      this.#onError(error, doing);
      if (isNotWritten(error)) this.#goOnLater();
    };
    try {
      const run = await work;
      return { ...run, committed: run.committed.catch(failed) };
    } catch (error) {
      failed(error);
      return NO_RUN;
    }
  }

  #announce(id: string, committed: Promise<void>): void {
    if (!this.endings.isAwaited(id)) return;
    const release = this.#clock.hold();
    committed
      // Where it is lost, its turn says so, and is taken again.
      .then(
        () => this.endings.announce(id),
        () => undefined,
      )
      .finally(release);
  }

  #goOnLater(): void {
    if (this.#stopped) return;
    this.#retry ??= this.#clock.wakeAt(this.#clock.now() + RETRY_MS, () => {
      this.#retry = undefined;
      this.#due.wakeAllDue();
      for (const id of this.#completions.instances) this.#turns.wake(id);
    });
  }

  // No turn will take them any more, so they wait in the store.
  async #keepCompletions(): Promise<void> {
    const left = this.#completions.takeAll();
    if (left.length === 0) return;
    await this.store.write(() => {
      for (const each of left) {
        this.store.activities.delete(each.activityId);
        this.store.messages.send(each);
      }
    }).committed;
  }

  /** Ends at once, as if the process were killed: what is not committed is lost. */
  kill(): void {
    this.#endAlarms();
    this.#activities.stop();
    void this.#turns.stop();
    void this.#entities.stop();
    this.store.abandon();
  }

  #endAlarms(): void {
    this.#stopped = true;
    this.#retry?.cancel();
    this.#due.stop();
  }

  #route({ target, dueAt }: { target: string; dueAt: number }): void {
    if (dueAt <= this.#clock.now()) this.#wake(target);
    else this.#due.expect(dueAt);
  }

  #wake(target: string): void {
    if (parseEntityId(target) && !this.store.instances.get(target)) this.#entities.wake(target);
    else this.#turns.wake(target);
  }
}
