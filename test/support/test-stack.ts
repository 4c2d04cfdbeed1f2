import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator } from 'azure-simulator';
import { AnswerProblems } from '../../packages/azure-simulator/test/specification/answer-problems.ts';
import { AppClient } from '../../commands/app-client.ts';
import { appEnvironment } from '../../commands/app-environment.ts';
import type { AppAddress } from '../../commands/app-host.ts';
import { startAppHost } from '../../commands/app-host.ts';
import { azuriteForTests, type Child } from 'processes';
import type { NotificationListener } from '../../commands/notification-listener.ts';
import { startNotificationListener } from '../../commands/notification-listener.ts';
import type { Outcome } from '../../src/captures/outcome.ts';
import type { CloudEvent } from '../../src/notifications/cloud-event.ts';
import type { CaptureView } from '../../src/views/capture-view.ts';
import { ApiProblems } from './api-problems.ts';
import { SimulatorClient } from './simulator-client.ts';
import { Storage } from './storage.ts';
import { waitFor } from './wait-for.ts';

/** Set by `test/run.ts`: the package to run instead of the sources, and the folder for the calls of the app. */
const { E2E_PACKAGE: packageDirectory, E2E_CALLS: callsDirectory } = process.env;

/** The end-to-end tests run every orchestrator turn twice and compare the results. */
const alwaysReplay = { DURABLE_LOCAL_ALWAYS_REPLAY: '1' };

export interface TestStackOptions {
  /** Settings of the app. */
  settings?: Record<string, string>;
  /** Status of the notification receiver's answer. */
  statusFor?: (body: unknown) => number | Promise<number>;
}

/**
 * The app in its own process, which may be killed, with the simulator, Azurite and a receiver of
 * notifications. The simulator completes operations at once, and its captures take their stated time.
 */
export class TestStack implements AsyncDisposable {
  readonly simulator: SimulatorClient;
  readonly storage: Storage;
  readonly listener: NotificationListener;
  /** All lines of the app's log. */
  readonly log: string[] = [];
  readonly #options: TestStackOptions;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #stateDirectory: string;
  readonly #running: AsyncDisposableStack;
  readonly #apiProblems = new ApiProblems();
  #app: Child<AppAddress> | undefined;
  #port = 0;

  private constructor(
    options: TestStackOptions,
    running: AsyncDisposableStack,
    parts: {
      simulatorUrl: string;
      connectionString: string;
      listener: NotificationListener;
      environment: NodeJS.ProcessEnv;
      stateDirectory: string;
    },
  ) {
    this.#options = options;
    this.#running = running;
    this.simulator = new SimulatorClient(parts.simulatorUrl);
    this.storage = new Storage(parts.connectionString);
    this.listener = parts.listener;
    this.#environment = parts.environment;
    this.#stateDirectory = parts.stateDirectory;
  }

  static async start(options: TestStackOptions = {}): Promise<TestStack> {
    await using running = new AsyncDisposableStack();
    const stateDirectory = await mkdtemp(join(tmpdir(), 'alert-capture-test-'));
    running.defer(() => rm(stateDirectory, { recursive: true, force: true }));
    const listener = await startNotificationListener(0, options.statusFor);
    running.defer(listener.close);
    const { stop, connectionString } = await azuriteForTests();
    running.defer(stop);
    const problems = new AnswerProblems();
    running.defer(() => problems.assertNone());
    const simulator = await createSimulator({
      blobConnectionString: connectionString,
      onAnswer: problems.add,
    });
    running.defer(() => simulator.close());
    const environment = await appEnvironment({
      simulator: simulator.url,
      storage: connectionString,
      notifications: listener.url,
    });
    const stack = new TestStack(options, running.move(), {
      simulatorUrl: simulator.url,
      connectionString,
      listener,
      environment,
      stateDirectory,
    });
    await stack.simulator.beInstant();
    await stack.startApp();
    return stack;
  }

  /** Starts the app again with the same port and state. */
  async startApp(settings: Record<string, string> = {}): Promise<void> {
    this.#app = await startAppHost({
      port: this.#port,
      stateDirectory: this.#stateDirectory,
      env: { ...this.#environment, ...alwaysReplay, ...this.#options.settings, ...settings },
      appDirectory: packageDirectory,
      onLine: (line) => this.log.push(line),
      ...(packageDirectory !== undefined && { main: null }),
    });
    this.#port = Number(new URL(this.#app.ready.app).port);
  }

  /** Ends the app with SIGKILL. */
  async killApp(): Promise<void> {
    await this.#app?.kill();
  }

  get address(): AppAddress {
    if (this.#app === undefined) throw new Error('The app was not started.');
    return this.#app.ready;
  }

  /** The task hub of the app. */
  get stateDirectory(): string {
    return this.#stateDirectory;
  }

  /** Connection string of the storage for captures. */
  get connectionString(): string {
    return this.#environment.LOCAL_STORAGE_CONNECTION_STRING ?? '';
  }

  /** A client of the app. Each answer that it gets must meet the description of the API. */
  get client(): AppClient {
    return new CheckedClient(this.address, this.#apiProblems);
  }

  /**
   * Waits until a capture meets a condition.
   * @throws {Error} when it has ended without meeting it.
   */
  waitForCapture(id: string, isDone: (view: CaptureView) => boolean): Promise<CaptureView> {
    const ask = (): Promise<CaptureView> => this.client.capture(id);
    return waitFor(`the capture ${id}`, ask, (view) => {
      if (isDone(view)) return true;
      if (!isOver(view)) return false;
      throw new Error(`The capture ${id} has ${view.state} too early: ${view.summary ?? ''}`);
    });
  }

  /** Starts captures one after the other until one meets the condition. */
  async waitForOutcome(
    start: () => Promise<string>,
    isWanted: (outcome: Outcome) => boolean,
  ): Promise<void> {
    await waitFor(
      'an outcome',
      async () => (await this.endOf(await start())).view.targets[0] as Outcome,
      isWanted,
    );
  }

  /** Waits for the end of a capture and returns it with its notifications. */
  async endOf(id: string): Promise<{ view: CaptureView; notifications: CloudEvent[] }> {
    // Before the notification, an end is rare, and each question costs the app some time.
    let nextQuestion = 0;
    const view = await waitFor(
      `the end of ${id}`,
      async () => {
        if (this.notificationsOf(id).length === 0 && Date.now() < nextQuestion) return undefined;
        nextQuestion = Date.now() + 2_000;
        return this.client.capture(id);
      },
      (answer) => answer !== undefined && isOver(answer),
    );
    assert.ok(view !== undefined);
    return { view, notifications: this.notificationsOf(id) };
  }

  /** The notifications of a capture's end so far. */
  notificationsOf(id: string): CloudEvent[] {
    return (this.listener.received as CloudEvent[]).filter(({ data }) => data.id === id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app?.stop();
    if (callsDirectory !== undefined) {
      const calls = JSON.stringify(await this.simulator.ledger());
      await writeFile(join(callsDirectory, `${randomUUID()}.json`), calls);
    }
    await this.#running.disposeAsync();
    await this.#apiProblems.assertNone();
  }
}

class CheckedClient extends AppClient {
  readonly #problems: ApiProblems;

  constructor(address: AppAddress, problems: ApiProblems) {
    super(address);
    this.#problems = problems;
  }

  override async call(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await super.call(path, init);
    this.#problems.add(init.method ?? 'GET', response.url, response);
    return response;
  }
}

const isOver = ({ state }: CaptureView): boolean => state !== 'starting' && state !== 'running';
