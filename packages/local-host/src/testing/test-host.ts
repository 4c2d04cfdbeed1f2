import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClockScope } from '../clock/clock-scope.ts';
import type { Duration } from '../clock/duration.ts';
import { VirtualClock, type VirtualClockOptions } from '../clock/virtual-clock.ts';
import type { EngineProbe } from '../engine/engine-probe.ts';
import { functionNames } from '../model/function-names.ts';
import { assembleHost, loadHostApp, type AssembledHost } from '../host.ts';
import type { Recording } from '../replay/recording.ts';
import type { FunctionApp, LogEntry } from '../model/function-app.ts';
import type { HostJson } from '../worker/host-json.ts';
import { ActivityControl } from './activity-control.ts';
import { completionKey, controlledApp, Duplicates } from './controlled-app.ts';
import { CrashPlan, type CrashPoint } from './crash-plan.ts';
import { forkPoint, writeFork, type Fork } from './fork.ts';
import { Gate } from './gate.ts';
import { inlineApp, NO_HOST_JSON, type InlineFunctions } from './inline-app.ts';
import { TestError, unknownFunction } from './test-error.ts';
import { TestInstance } from './test-instance.ts';

/**
 * Options of {@link createTestHost}: an app by its folder, or functions by name. With a folder,
 * `activities` replace the app's own.
 */
export interface TestHostOptions extends InlineFunctions {
  /** The folder with the app's `package.json` and `host.json`. */
  appDirectory?: string;
  /** Replaces `main` of package.json: a path or glob relative to `appDirectory`. */
  main?: string;
  /** A virtual clock, which hosts can share, or the options for a new one. */
  clock?: VirtualClock | VirtualClockOptions;
  /** Kept when the host closes; when absent, a temporary folder is created and removed. */
  stateDirectory?: string;
  /** Runs each turn twice and fails an orchestration whose two results differ; true when absent. */
  alwaysReplay?: boolean;
  /** Replaces `extensions.durableTask` of host.json. */
  durableTask?: Record<string, unknown>;
  /** Maximum number of clock jumps before a wait fails as endless; 10,000 when absent. */
  mostJumps?: number;
  onLog?: (entry: LogEntry) => void;
}

const MOST_JUMPS = 10_000;

interface Watch {
  isMet: () => boolean;
  /** Called when the condition is met, within the same turn. */
  met: () => void;
}

/**
 * Starts a host for tests, on a virtual clock. The host works and its time passes only while the test
 * waits for it: in `result`, `runUntil`, `advance`, `fetch` and similar calls. Otherwise it is paused.
 *
 * @throws HostError if the app cannot be loaded; TestError `unknown-function` for a fake without an original
 */
export async function createTestHost(options: TestHostOptions = {}): Promise<TestHost> {
  const { clock = {}, durableTask } = options;
  const log = options.onLog ?? (() => undefined);
  const loaded = await load(options, log);
  const hostJson = durableTask ? { ...loaded.hostJson, durableTask } : loaded.hostJson;
  const temporary = options.stateDirectory === undefined;
  const host = new TestHost({
    app: loaded.app,
    hostJson,
    clock: clock instanceof VirtualClock ? clock : new VirtualClock(clock),
    stateDirectory: options.stateDirectory ?? (await mkdtemp(join(tmpdir(), 'local-host-'))),
    temporary,
    alwaysReplay: options.alwaysReplay ?? true,
    mostJumps: options.mostJumps ?? MOST_JUMPS,
    log,
  });
  if (options.appDirectory !== undefined) {
    for (const [name, fake] of Object.entries(options.activities ?? {})) {
      host.activity(name).fake(fake as (input: unknown) => unknown);
    }
  }
  await host.restart();
  return host;
}

async function load(options: TestHostOptions, log: (entry: LogEntry) => void) {
  const { appDirectory, main, orchestrators, entities } = options;
  if (appDirectory === undefined) {
    return { app: inlineApp(options, log), hostJson: NO_HOST_JSON };
  }
  if (orchestrators || entities) {
    throw new TypeError(
      'Give an appDirectory, or orchestrators and entities, not both. Activities may stand beside ' +
        'an appDirectory: they replace its own.',
    );
  }
  return loadHostApp({ appDirectory, main }, log);
}

interface Parts {
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
  readonly #parts: Parts;
  readonly #gate = new Gate();
  readonly #crashPlan = new CrashPlan();
  readonly #duplicates = new Duplicates();
  readonly #activities = new Map<string, ActivityControl>();
  #commitFaults: boolean[] = [];
  readonly #errors: string[] = [];
  readonly #unfollow: () => void;
  #host: AssembledHost | undefined;
  #scope: ClockScope;
  #starting: Promise<void> | undefined;
  #watch: Watch | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.clock = parts.clock;
    this.#scope = new ClockScope(parts.clock);
    this.#unfollow = parts.clock.follow((driven) => {
      if (driven) this.#gate.open();
      else this.#gate.close();
    });
  }

  /** Control of an activity: its calls and its behaviour. @throws TestError `unknown-function` */
  activity<Input = unknown, Output = unknown>(name: string): ActivityControl<Input, Output> {
    let control = this.#activities.get(name);
    if (!control) {
      const known = functionNames(this.#parts.app).activities;
      if (!known.includes(name)) throw unknownFunction('activity', name, known);
      this.#activities.set(name, (control = new ActivityControl(name)));
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
    if (!known.includes(orchestrator)) throw unknownFunction('orchestrator', orchestrator, known);
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
    const answered = response.then(
      () => true,
      () => true,
    );
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

  /** Runs all work that needs no time to pass. */
  idle(): Promise<void> {
    return this.advance(0);
  }

  /** Plans a crash at a turn; the host restarts immediately, on the same state. */
  crashAt(point: CrashPoint): this {
    this.#crashPlan.add(point);
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
      afterTurnCommit: (turn) => {
        if (this.#watch?.isMet()) {
          this.#gate.close();
          this.#watch.met();
        }
        return crashIfDue(this.#crashPlan.isDue('after', turn));
      },
      beforeCommit: () => {
        if (this.#commitFaults.shift()) throw new Error('database or disk is full');
      },
      completions: ({ name, instanceId }, message) =>
        this.#duplicates.apply(completionKey(name, instanceId), message),
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
