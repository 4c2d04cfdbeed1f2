import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from './clock/clock.ts';
import { systemClock } from './clock/system-clock.ts';
import { DurableEndpoint } from './durable-api/endpoint.ts';
import type { DurableApi } from './durable-api/exchange.ts';
import { WaitingClients } from './durable-api/waiting-clients.ts';
import { Engine, TASK_HUB_FILE } from './engine/engine.ts';
import type { EngineProbe } from './engine/engine-probe.ts';
import { functionNames } from './model/function-names.ts';
import { TaskHub } from './task-hub/task-hub.ts';
import { durableTaskSettings } from './engine/settings.ts';
import { createHttpServer, type HttpServer } from './http/http-server.ts';
import { loadKeys, type HostKeys } from './http/keys.ts';
import type { RequestEntry } from './http/server-options.ts';
import { queueSettings } from './triggers/queue-settings.ts';
import { createTriggers } from './triggers/triggers.ts';
import type { Synchronous } from './store/database.ts';
import { makePrivateDirectory } from './store/private-files.ts';
import { assertNotInUse } from './store/state-in-use.ts';
import { alwaysReplay } from './worker/always-replay.ts';
import type { FunctionApp, LogEntry } from './model/function-app.ts';
import { stackOf } from './model/host-error.ts';
import { readHostJson, type HostJson } from './worker/host-json.ts';
import { loadApp } from './worker/load-app.ts';
import {
  loadLocalSettings,
  readLocalHost,
  type LocalHostSettings,
} from './worker/local-settings.ts';

/** How a host runs. */
export interface HostSettings {
  /** Where the task hub and the keys are kept; made when absent, and closed to other users. */
  stateDirectory: string;
  /** Removes the state directory first, unless a process uses it. */
  reset?: boolean;
  clock?: Clock;
  /** Runs orchestrators twice for each turn and fails those that come to two results. */
  alwaysReplay?: boolean;
  /** FULL when absent. */
  synchronous?: Synchronous;
  /** Names besides those of loopback that a request's `Host` header may hold, such as a tunnel's. */
  hostNames?: readonly string[];
  /** Lets HTTP functions be called without a key. */
  noAuth?: boolean;
  onLog?: (entry: LogEntry) => void;
  onRequest?: (entry: RequestEntry) => void;
}

/** Which app to load. */
export interface AppLocation {
  /** The folder with the app's `package.json` and `host.json`. */
  appDirectory: string;
  /** Instead of `main` in package.json: a path or glob relative to `appDirectory`. */
  main?: string | undefined;
  /** Refuses an app with a function that this host cannot run. Otherwise it is reported, and the others run. */
  strict?: boolean | undefined;
}

/** What a host runs, and where it keeps what it knows. */
export interface HostOptions extends AppLocation, HostSettings {}

/** A loaded app, and what stands beside it. */
export interface HostParts extends HostSettings {
  app: FunctionApp;
  hostJson: HostJson;
  /** From local.settings.json. */
  localHost?: LocalHostSettings;
  /** For test kits. */
  probe?: EngineProbe;
}

/** A Functions host with the Durable extension's abilities, for one app, in this process. */
export interface Host {
  readonly keys: HostKeys;
  readonly app: FunctionApp;
  readonly engine: Engine;
  readonly hub: TaskHub;
  readonly clock: Clock;
  readonly clients: WaitingClients;
  /** `http://127.0.0.1:PORT` while it listens. */
  readonly url: string | undefined;
  /** Listens (port 0 lets the system choose) and goes on with everything that the state holds. */
  start(port?: number): Promise<string>;
  /** Answers a request as the server would. */
  fetch(request: Request): Promise<Response>;
  /**
   * Lets requests, timers and messages under way finish and leaves the state as it is, for the next host.
   * Stopping again waits for the same.
   */
  stop(): Promise<void>;
  /** Ends as if the process were killed, as far as one process can tell: for tests. */
  kill(): void;
}

const SUPPORTED_BINDINGS = [
  'httpTrigger',
  'http',
  'timerTrigger',
  'queueTrigger',
  'queue',
  'durableClient',
  'orchestrationTrigger',
  'activityTrigger',
  'entityTrigger',
  // Runs where Azure adds an instance, which never happens here.
  'warmupTrigger',
];

/**
 * Loads an app and readies everything that it needs.
 *
 * @throws HostError naming what is wrong with the app, its settings or the state
 */
export async function createHost(options: HostOptions): Promise<Host> {
  return assembleHost({ ...options, ...(await loadHostApp(options, options.onLog)) });
}

/**
 * Loads an app with its settings.
 *
 * @throws HostError naming what is wrong with the app
 */
export async function loadHostApp(
  { appDirectory, main, strict }: AppLocation,
  onLog?: (entry: LogEntry) => void,
): Promise<{ app: FunctionApp; hostJson: HostJson; localHost: LocalHostSettings }> {
  await loadLocalSettings(resolve(appDirectory));
  const app = await loadApp({
    appDirectory,
    ...(main !== undefined && { main }),
    ...(strict && { strict }),
    supportedBindings: SUPPORTED_BINDINGS,
    ...(onLog && { onLog }),
  });
  const hostJson = await readHostJson(resolve(appDirectory));
  return { app, hostJson, localHost: await readLocalHost(resolve(appDirectory)) };
}

/**
 * Makes a host for an app that is loaded already.
 *
 * @throws HostError naming what is wrong with the app's settings or the state
 */
export async function assembleHost(parts: HostParts): Promise<Host> {
  const { hostJson } = parts;
  const stateDirectory = resolve(parts.stateDirectory);
  const clock = parts.clock ?? systemClock;
  const log = parts.onLog ?? (() => undefined);
  const warn = (message: string) => log({ level: 'warning', category: 'system', message });

  if (parts.reset) {
    assertNotInUse(join(stateDirectory, TASK_HUB_FILE));
    await rm(stateDirectory, { recursive: true, force: true });
  }
  makePrivateDirectory(stateDirectory);
  hostJson.warnings.forEach(warn);
  const settings = durableTaskSettings(hostJson.durableTask, warn);
  const keys = await loadKeys(stateDirectory);
  const clients = new WaitingClients(clock);
  const triggers = createTriggers({
    app: clients.watch(parts.alwaysReplay ? alwaysReplay(parts.app) : parts.app),
    queues: queueSettings(hostJson.queues, warn),
    clock,
    input: ({ type }) => (type === 'durableClient' ? endpoint.binding() : undefined),
    onLog: log,
  });
  const { app } = triggers;
  for (const { name, hasRetryPolicy } of app.functions.values()) {
    if (hasRetryPolicy) warn(`Function "${name}" has a retry policy, which has no effect here.`);
  }
  const onError = (error: unknown, doing: string) => {
    log({ level: 'error', category: 'system', message: `${doing}: ${stackOf(error)}` });
  };
  const engine = new Engine({
    app,
    clock,
    settings,
    stateDirectory,
    synchronous: parts.synchronous,
    probe: parts.probe,
    onError,
  });
  const hub = new TaskHub(engine);
  const api: DurableApi = {
    engine,
    hub,
    clock,
    hubName: settings.hubName,
    entityNames: functionNames(app).entities,
  };
  const endpoint = new DurableEndpoint({
    ...{ api, clients },
    systemKey: keys.system,
    serverUrl: () => server.url,
  });
  const server: HttpServer = createHttpServer({
    app,
    keys,
    routePrefix: hostJson.http.routePrefix,
    customHeaders: hostJson.http.customHeaders,
    bindingData: ({ headers }, { type }) =>
      type === 'durableClient' ? endpoint.binding(headers.host) : undefined,
    mounts: endpoint.mounts,
    ...(parts.localHost && { cors: parts.localHost.cors }),
    ...(parts.noAuth && { noAuth: true }),
    ...(parts.hostNames && { hostNames: parts.hostNames }),
    onLog: log,
    ...(parts.onRequest && { onRequest: parts.onRequest }),
  });
  let stopped: Promise<void> | undefined;

  async function stop(): Promise<void> {
    // First, since what they run may still call the server.
    await triggers.stop();
    engine.endings.stop();
    await server.close();
    await engine.stop();
    await app.close();
  }

  return {
    keys,
    app,
    engine,
    hub,
    clock,
    clients,
    get url() {
      return server.url;
    },
    async start(port = 0) {
      const url = await server.listen(port);
      // Without it the SDK takes localhost:7071 for the host's address.
      process.env['WEBSITE_HOSTNAME'] ??= new URL(url).host;
      engine.start();
      await triggers.start(engine.store);
      return url;
    },
    fetch: (request) => server.handle(request),
    stop: () => (stopped ??= stop()),
    kill() {
      engine.kill();
      void server.close({ graceSeconds: 0 });
    },
  };
}
