import { rm } from 'node:fs/promises';
import { ClockScope } from '../clock/clock-scope.ts';
import type { Duration } from '../clock/duration.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { EngineProbe } from '../engine/engine-probe.ts';
import type { Action } from '../model/action.ts';
import { functionNames, isAmong } from '../model/function-names.ts';
import { assembleHost, type AssembledHost } from '../host.ts';
import type { Recording } from '../replay/recording.ts';
import type { FunctionApp, LogEntry } from '../model/function-app.ts';
import type { HostJson } from '../worker/host-json.ts';
import { ActivityControl } from './activity-control.ts';
import { completionKey, controlledApp, Duplicates } from './controlled-app.ts';
import { CrashPlan, type CrashPoint } from './crash-plan.ts';
import { DeliveryFaults, type SecondRun } from './delivery-faults.ts';
import { forkPoint, writeFork, type Fork } from './fork.ts';
import { Gate } from './gate.ts';
import type { Redelivery, SecondStart } from './repeated-delivery.ts';
import { TestError, unknownFunction } from './test-error.ts';
import { TestInstance } from './test-instance.ts';

interface Watch {
  isMet: () => boolean;
  /** Called when the condition is met, within the same turn. */
  met: () => void;
}

/** Parts of a {@link TestHost}. */
export interface TestHostParts {
  app: FunctionApp;
  hostJson: HostJson;
  clock: VirtualClock;
  stateDirectory: string;
  temporary: boolean;
  alwaysReplay: boolean;
  mostJumps: number;
  log: (entry: LogEntry) => void;
}

/** A host under test. Created by {@link createTestHost}; closed by `close` or `await using`. */
export class TestHost {
  readonly clock: VirtualClock;
  /** Number of times that the host has crashed and restarted. */
  crashes = 0;
  readonly #parts: TestHostParts;
  readonly #gate = new Gate();
  readonly #crashPlan = new CrashPlan();
  readonly #duplicates = new Duplicates();
  readonly #deliveries: DeliveryFaults;
  readonly #activities = new Map<string, ActivityControl>();
  readonly #asked = new Map<string, readonly Action[]>();
  #commitFaults: boolean[] = [];
  readonly #errors: string[] = [];
  readonly #unfollow: () => void;
  #host: AssembledHost | undefined;
  #scope: ClockScope;
  #starting: Promise<void> | undefined;
  #watch: Watch | undefined;

  constructor(parts: TestHostParts) {
    this.#parts = parts;
    this.clock = parts.clock;
    this.#scope = new ClockScope(parts.clock);
    this.#deliveries = new DeliveryFaults({
      clock: parts.clock,
      engine: async () => {
        await this.#starting;
        return this.#host?.engine;
      },
    });
    this.#unfollow = parts.clock.follow((driven) => {
      if (driven) this.#gate.open();
      else this.#gate.close();
    });
  }

  /** Control of an activity: its calls and its behaviour. @throws TestError `unknown-function` */
  activity<Input = unknown, Output = unknown>(name: string): ActivityControl<Input, Output> {
    const key = name.toLowerCase();
    let control = this.#activities.get(key);
    if (!control) {
      const known = functionNames(this.#parts.app).activities;
      if (!isAmong(known, name)) throw unknownFunction('activity', name, known);
      this.#activities.set(key, (control = new ActivityControl(name)));
    }
    return control as unknown as ActivityControl<Input, Output>;
  }

  /** Starts an instance, which runs when the host runs next. @throws TestError `unknown-function` */
  async start<Output = unknown, CustomStatus = unknown>(
    orchestrator: string,
    input: unknown = null,
    id?: string,
  ): Promise<TestInstance<Output, CustomStatus>> {
    const known = functionNames(this.#parts.app).orchestrators;
    if (!isAmong(known, orchestrator)) throw unknownFunction('orchestrator', orchestrator, known);
    const request = { name: orchestrator, input: JSON.stringify(input), ...(id && { id }) };
    return this.instance(await this.#running.hub.start(request));
  }

  /** An instance by its id, regardless of how it was started. */
  instance<Output = unknown, CustomStatus = unknown>(
    id: string,
  ): TestInstance<Output, CustomStatus> {
    const running = () => this.#running;
    return new TestInstance(id, {
      get hub() {
        return running().hub;
      },
      get store() {
        return running().engine.store;
      },
      actionsOf: (id) => this.#asked.get(id) ?? [],
      run: (condition, waitingFor) => this.#run(condition, waitingFor),
    });
  }

  /**
   * Continues live from an event of a recorded history, optionally with a different result for it. Work
   * that was open there runs against this host's activities. The clock moves to the time of the fork
   * unless it is already later.
   *
   * @throws ReplayError `unknown-event`; NonDeterminismError if the current code does not match up to there
   */
  async fork<Output = unknown, CustomStatus = unknown>(
    recording: Recording,
    fork: Fork,
  ): Promise<TestInstance<Output, CustomStatus>> {
    const point = forkPoint(recording, fork);
    await this.advance(Math.max(0, point.at - this.clock.now()));
    await writeFork(this.#running.engine.store, this.#parts.app, recording, point);
    await this.restart();
    return this.instance(recording.instance.id);
  }

  /** Number of transactions that the host has committed since its last start. */
  get commits(): number {
    return this.#running.engine.store.commits;
  }

  /** All instances, ordered by id. */
  instances(): TestInstance[] {
    return this.#running.engine.store.instances.list({}).map(({ id }) => this.instance(id));
  }

  /** An entity's state; undefined while it does not exist. */
  entityState(name: string, key: string): unknown {
    const state = this.#running.engine.store.entities.get(`@${name.toLowerCase()}@${key}`)?.state;
    return state === undefined || state === null ? undefined : JSON.parse(state);
  }

  /** Sends a signal to an entity, which receives it when the host runs next. @throws TaskHubError `unknown-entity` */
  async signal(name: string, key: string, operation: string, input: unknown = null): Promise<void> {
    await this.#running.hub.signalEntity({ name, key }, operation, JSON.stringify(input));
  }

  /**
   * Sends a request to the app, with the host's master key unless the request has a key. Time passes
   * while the function waits for an instance.
   */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const { url = '', keys } = this.#running;
    const headers = new Headers(init.headers);
    if (!headers.has('x-functions-key')) headers.set('x-functions-key', keys.master);
    const request = new Request(new URL(path, url), { ...init, headers });
    const stop = this.clock.drive();
    const response = this.#running.fetch(request);
    const answered = Promise.allSettled([response]).then(() => true);
    try {
      for (;;) {
        if (await Promise.race([answered, this.clock.idle().then(() => false)])) break;
        if (this.#host?.clients.areWaiting) this.clock.skip();
      }
      return await response;
    } finally {
      stop();
    }
  }

  /** Advances the clock by a duration and runs what becomes due meanwhile. */
  async advance(duration: Duration): Promise<void> {
    await this.clock.advance(duration);
  }

  /**
   * Sets the clock of the machine forward, or back by a negative number of milliseconds. Durable timers keep
   * the time that is left, as with Azure Storage; with `firesTimers` those until the new time fire at
   * once, as when the local host starts after its clock was set forward.
   */
  async setClock(by: number, { firesTimers = false } = {}): Promise<void> {
    await this.#starting;
    this.clock.set(by);
    await this.#running.engine.moveTimers(firesTimers ? 0 : by);
  }

  /** Runs all work that needs no time to pass. */
  idle(): Promise<void> {
    return this.advance(0);
  }

  /** Plans a crash at a turn; the host restarts immediately, on the same state. */
  crashAt(point: CrashPoint): this {
    this.#crashPlan.add(point);
    return this;
  }

  /** Sends the effects of a turn again some time after its commit. */
  redeliver(redelivery: Redelivery): this {
    this.#deliveries.redeliver(redelivery);
    return this;
  }

  /** Starts an instance again with the same id some time after its end, or after one of its turns. */
  startAgain(start: SecondStart): this {
    this.#deliveries.startAgain(start);
    return this;
  }

  /** Makes the management API answer for a time, from now on, that the status of an instance is Unknown. */
  hideStatus(instanceId: string, duration: Duration): this {
    this.#deliveries.hideStatus(instanceId, duration);
    return this;
  }

  /** Makes the n-th commit from now fail, as on a full disk, if the n-th entry is true. */
  failCommits(faults: readonly boolean[]): this {
    this.#commitFaults = [...faults];
    return this;
  }

  /** Crashes the host now and restarts it on the same state. */
  async crash(): Promise<void> {
    this.#crash();
    await this.#starting;
  }

  /** Stops the host gracefully and starts it on the same state. */
  async restart(): Promise<void> {
    await this.#stop();
    await this.#start();
  }

  async close(): Promise<void> {
    await this.#stop();
    this.#unfollow();
    await this.#parts.app.close();
    if (this.#parts.temporary) await rm(this.#parts.stateDirectory, { recursive: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #running(): AssembledHost {
    if (this.#host) return this.#host;
    throw new TestError('host-closed', 'The host is closed, or has not come back from a crash.');
  }

  async #start(): Promise<void> {
    const scope = (this.#scope = new ClockScope(this.clock));
    const { hostJson, stateDirectory, alwaysReplay, log } = this.#parts;
    const controls = {
      gate: this.#gate,
      activity: (name: string) => this.activity(name),
      time: () => new Date(this.clock.now()).toISOString(),
      runAgain: (run: SecondRun) => this.#deliveries.runAgain(run),
      asked: (id: string, actions: readonly Action[]) => {
        if (actions.length > 0) this.#asked.set(id, actions);
        else this.#asked.delete(id);
      },
      sleep: (milliseconds: number) => scope.sleep(milliseconds),
    };
    const app = controlledApp(this.#parts.app, controls, this.#duplicates);
    const host = await assembleHost({
      ...{ hostJson, stateDirectory, alwaysReplay, clock: scope, probe: this.#probe(scope) },
      // The app is closed with the test host, not at each restart.
      app: { ...app, close: () => Promise.resolve() },
      synchronous: 'NORMAL',
      onLog: (entry) => {
        if (scope !== this.#scope) return;
        if (entry.category === 'system' && entry.level === 'error')
          this.#errors.push(entry.message);
        log(entry);
      },
    });
    await host.start();
    this.#host = host;
  }

  async #stop(): Promise<void> {
    // Running functions must finish, and they may wait at the gate.
    const undrive = this.clock.drive();
    await this.#starting;
    const host = this.#host;
    this.#host = undefined;
    await host?.stop();
    this.#scope.end();
    undrive();
  }

  #probe(scope: ClockScope): EngineProbe {
    const crashIfDue = (isDue: boolean) => {
      if (!isDue || scope !== this.#scope) return undefined;
      this.#crash();
      return new Promise<void>(() => undefined);
    };
    return {
      beforeTurnCommit: (turn) => crashIfDue(this.#crashPlan.isDue('before', turn)),
      afterTurnCommit: (turn, result) => {
        this.#deliveries.turnCommitted(turn, result);
        if (this.#watch?.isMet()) {
          this.#gate.close();
          this.#watch.met();
        }
        return crashIfDue(this.#crashPlan.isDue('after', turn));
      },
      beforeCommit: () => {
        if (this.#commitFaults.shift()) throw new Error('database or disk is full');
      },
      completions: (activity, message) =>
        this.#deliveries.losesResult(activity)
          ? []
          : this.#duplicates.apply(completionKey(activity.name, activity.instanceId), message),
      isHeld: (instanceId) => this.#deliveries.isHeld(instanceId),
      isUnknown: (instanceId) => this.#deliveries.isUnknown(instanceId),
    };
  }

  #crash(): void {
    const host = this.#running;
    this.#host = undefined;
    this.crashes++;
    host.kill();
    this.#scope.end();
    const release = this.clock.hold();
    this.#starting = this.#start().finally(() => {
      this.#starting = undefined;
      release();
    });
  }

  async #run<T>(condition: () => T | undefined, explain: () => string): Promise<T> {
    const stop = this.clock.drive();
    const met = Promise.withResolvers<undefined>();
    const watch = {
      isMet: () => condition() !== undefined,
      met: () => {
        met.resolve(undefined);
      },
    };
    this.#watch = watch;
    try {
      for (let jumps = 0; ; jumps++) {
        await this.#starting;
        const found = condition();
        if (found !== undefined) return found;
        await Promise.race([this.clock.idle(), met.promise]);
        if (this.#starting) continue;
        const foundNow = condition();
        if (foundNow !== undefined) return foundNow;
        if (!this.clock.skip()) throw this.#stuck('nothing-to-run', explain());
        if (jumps >= this.#parts.mostJumps) throw this.#stuck('too-long', explain());
      }
    } finally {
      if (this.#watch === watch) this.#watch = undefined;
      stop();
    }
  }

  #stuck(code: 'nothing-to-run' | 'too-long', found: string): TestError {
    const why =
      code === 'too-long'
        ? `The clock has jumped ${this.#parts.mostJumps} times, to ${new Date(this.clock.now()).toISOString()}.`
        : 'Nothing is under way and no timer is due.';
    const errors = this.#errors.length > 0 ? ` The host reported: ${this.#errors.join('; ')}` : '';
    return new TestError(code, `${found} ${why}${errors}`);
  }
}
