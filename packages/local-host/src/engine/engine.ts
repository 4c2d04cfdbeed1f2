import { join } from 'node:path';
import type { Clock } from '../clock/clock.ts';
import type { Activity } from '../model/activity.ts';
import type { FunctionApp } from '../model/function-app.ts';
import { functionNames, type FunctionNames } from '../model/function-names.ts';
import type { NewMessage } from '../model/message.ts';
import { parseEntityId } from '../model/work.ts';
import type { Synchronous } from '../store/database.ts';
import { Store } from '../store/store.ts';
import { ActivityProcessor } from './activity-processor.ts';
import { Completions } from './completions.ts';
import { DueMessages } from './due-messages.ts';
import { Endings } from './endings.ts';
import type { EngineContext } from './engine-context.ts';
import type { EngineProbe } from './engine-probe.ts';
import { EntityProcessor } from './entity-processor.ts';
import { OrchestrationProcessor } from './orchestration-processor.ts';
import { runWork } from './processor.ts';
import type { DurableTaskSettings } from './settings.ts';
import { WorkQueue } from './work-queue.ts';

/** Name of the file in the state directory that holds the task hub. */
export const TASK_HUB_FILE = 'task-hub.sqlite';

/** Options of an engine. */
export interface EngineOptions {
  app: FunctionApp;
  clock: Clock;
  settings: DurableTaskSettings;
  /** An existing directory. The engine keeps one SQLite file there and locks it. */
  stateDirectory: string;
  /** Default: FULL. */
  synchronous?: Synchronous | undefined;
  probe?: EngineProbe | undefined;
  /** See {@link WorkQueueOptions}. */
  isBusy?: (() => boolean) | undefined;
  onError: (error: unknown, doing: string) => void;
  onNotice?: ((message: string) => void) | undefined;
}

/** Runs a task hub: one queue of work items, with a processor for each kind. */
export class Engine {
  readonly store: Store;
  readonly endings: Endings;
  readonly clock: Clock;
  readonly settings: DurableTaskSettings;
  readonly names: FunctionNames;
  readonly #queue: WorkQueue;
  readonly #orchestrations: OrchestrationProcessor;
  readonly #completions = new Completions();
  readonly #due: DueMessages;
  readonly #onError: EngineOptions['onError'];
  readonly #onNotice: (message: string) => void;

  /** @throws HostError the errors of {@link Store} */
  constructor({
    app,
    clock,
    settings,
    stateDirectory,
    synchronous,
    probe,
    isBusy,
    onError,
    onNotice = () => undefined,
  }: EngineOptions) {
    this.store = new Store(join(stateDirectory, TASK_HUB_FILE), {
      synchronous,
      beforeCommit: () => probe?.beforeCommit?.(),
    });
    this.#onError = onError;
    this.#onNotice = onNotice;
    this.clock = clock;
    this.settings = settings;
    this.names = functionNames(app);
    this.endings = new Endings(clock);
    const context: EngineContext = {
      ...{ app, store: this.store, clock, settings, probe, onError, onNotice },
      names: this.names,
      completions: this.#completions,
      ended: (id) => this.endings.announce(id),
      sent: (messages) => this.sent(messages),
      scheduled: (activities) => this.scheduled(activities),
    };
    const orchestrations = (this.#orchestrations = new OrchestrationProcessor(context));
    const entities = new EntityProcessor(context);
    const activities = new ActivityProcessor(context);
    this.#queue = new WorkQueue({
      runners: {
        orchestration: {
          limit: settings.maxConcurrentOrchestratorFunctions,
          run: (id) => runWork(orchestrations, id),
        },
        entity: {
          limit: settings.maxConcurrentEntityFunctions,
          run: (id) => runWork(entities, id),
        },
        activity: {
          limit: settings.maxConcurrentActivityFunctions,
          run: (id) => runWork(activities, id),
        },
      },
      clock,
      isBusy,
      onError,
    });
    this.#due = new DueMessages(this.store.messages, clock, (target) => this.#wake(target));
  }

  /** Resumes all work that is in the store. Its time continues from there. */
  start(): void {
    const latest = this.store.histories.latest() ?? 0;
    const behind = Math.round((latest - this.clock.now()) / 1000);
    if (behind > 0) {
      this.#onNotice(
        `The clock of the machine is ${behind} seconds behind the newest event of the task hub. Time continues from that event.`,
      );
    }
    this.clock.continueFrom(latest);
    this.scheduled(this.store.activities.all());
    this.#due.wakeAllDue();
  }

  /** Moves the due time of all timers by a number of milliseconds. */
  async moveTimers(by: number): Promise<void> {
    await this.store.transaction(() => this.store.messages.move(by));
    this.#due.wakeAllDue();
  }

  /** Wakes the targets of committed messages: now, or when they are due. */
  sent(messages: readonly Pick<NewMessage, 'target' | 'dueAt'>[]): void {
    const now = this.clock.now();
    for (const { target, dueAt } of messages) {
      if (dueAt <= now) this.#wake(target);
      else this.#due.expect(dueAt);
    }
  }

  /** Starts committed activities. */
  scheduled(activities: readonly Activity[]): void {
    for (const { id } of activities) this.#queue.push('activity', String(id));
  }

  /** Drops the cached history of an instance. */
  forget(instanceId: string): void {
    this.#orchestrations.forget(instanceId);
  }

  /** True when nothing is running and nothing can start until time passes. */
  get idle(): boolean {
    return this.#queue.idle;
  }

  /** Starts no more work, waits for turns in progress and closes the store. */
  async stop(): Promise<void> {
    this.#due.stop();
    await this.#queue.stop();
    // Without the completions, the activities run again after the next start.
    await this.#keepCompletions().catch((error: unknown) => this.#onError(error, 'stop'));
    this.store.close();
  }

  /** Ends immediately, as if the process were killed. Uncommitted work is lost. */
  kill(): void {
    this.#due.stop();
    void this.#queue.stop();
    this.store.abandon();
  }

  // No further turn will take the remaining completions, so they are stored as messages.
  async #keepCompletions(): Promise<void> {
    const left = this.#completions.takeAll();
    if (left.length === 0) return;
    await this.store.transaction(() => {
      for (const each of left) {
        this.store.activities.delete(each.activityId);
        this.store.messages.send(each);
      }
    });
  }

  #wake(target: string): void {
    const isEntity = parseEntityId(target) !== undefined && !this.store.instances.get(target);
    this.#queue.push(isEntity ? 'entity' : 'orchestration', target);
  }
}
