import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from './clock/clock.ts';
import { SystemClock } from './clock/system-clock.ts';
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
import { blobSettings } from './triggers/blobs/blob-settings.ts';
import { queueSettings } from './triggers/queue-settings.ts';
import { createTriggers } from './triggers/triggers.ts';
import type { Synchronous } from './store/database.ts';
import { isNotWritten } from './store/not-written.ts';
import { makePrivateDirectory } from './store/private-files.ts';
import { assertNotInUse } from './store/state-in-use.ts';
import { alwaysReplay } from './worker/always-replay.ts';
import type { FunctionApp, LogEntry } from './model/function-app.ts';
import { stackOf } from './model/host-error.ts';
import { withTimeout } from './worker/function-timeout.ts';
import { readHostJson, type HostJson } from './worker/host-json.ts';
import { loadApp } from './worker/load-app.ts';
import {
  loadLocalSettings,
  readLocalHost,
  type LocalHostSettings,
} from './worker/local-settings.ts';

/** Settings of a running host. */
export interface HostSettings {
  /** Directory of the task hub and the keys. Created when absent, and closed to other users. */
  stateDirectory: string;
  /** Removes the state directory first, unless a process uses it. */
  reset?: boolean;
  clock?: Clock;
  /** Runs each orchestrator turn twice and fails orchestrators whose two results differ. */
  alwaysReplay?: boolean;
  /** FULL by default. */
  synchronous?: Synchronous;
  /** Names that a request's `Host` header may hold in addition to loopback, such as the name of a tunnel. */
  hostNames?: readonly string[];
  /** Allows calls of HTTP functions without a key. */
  noAuth?: boolean;
  onLog?: (entry: LogEntry) => void;
  onRequest?: (entry: RequestEntry) => void;
}

/** Location of an app, and how to load it. */
export interface AppLocation {
  /** The folder with the app's `package.json` and `host.json`. */
  appDirectory: string;
  /** A path or glob relative to `appDirectory` that replaces `main` in package.json. */
  main?: string | undefined;
  /**
   * Rejects an app that has a function which this host cannot run. Otherwise the host reports the
   * function and runs the others.
   */
  strict?: boolean | undefined;
}

/** The app that a host runs, and the settings of the host. */
export interface HostOptions extends AppLocation, HostSettings {}

/** A loaded app and the settings of its host. */
export interface HostParts extends HostSettings {
  app: FunctionApp;
  hostJson: HostJson;
  /** From local.settings.json. */
  localHost?: LocalHostSettings;
  /** Rejects an app that has a function which this host cannot run. */
  strict?: boolean | undefined;
  /** For test kits. */
  probe?: EngineProbe;
}

/** A Functions host with the features of the Durable extension, for one app, in this process. */
export interface Host {
  readonly keys: HostKeys;
  /** `http://127.0.0.1:PORT` while the host listens. */
  readonly url: string | undefined;
  /** Listens (with port 0 the system chooses) and resumes all work in the stored state. */
  start(port?: number): Promise<string>;
  /** Returns the response that the server would send to this request. */
  fetch(request: Request): Promise<Response>;
  /**
   * Waits for running requests, timers and messages to finish. Keeps the state for the next host.
   * A second call waits for the same stop.
   */
  stop(): Promise<void>;
}

/** A host with its parts, for the test kit and tests of this package. */
export interface AssembledHost extends Host {
  readonly app: FunctionApp;
  readonly engine: Engine;
  readonly hub: TaskHub;
  readonly clock: Clock;
  readonly clients: WaitingClients;
  /** Ends as if the process were killed, as far as this is possible within one process. For tests. */
  kill(): void;
}

const SUPPORTED_BINDINGS = [
  'httpTrigger',
  'http',
  'timerTrigger',
  'queueTrigger',
  'queue',
  'blobTrigger',
  'blob',
  'durableClient',
  'orchestrationTrigger',
  'activityTrigger',
  'entityTrigger',
  // Runs only when Azure adds an instance, which never happens here.
  'warmupTrigger',
];

/**
 * Loads an app and creates a host for it.
 *
 * @throws HostError naming what is wrong with the app, its settings or the state
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const loaded = await loadHostApp(options, options.onLog);
  const host = await assembleHost({ ...options, ...loaded });
  return {
    keys: host.keys,
    get url() {
      return host.url;
    },
    start: (port) => host.start(port),
    fetch: (request) => host.fetch(request),
    stop: () => host.stop(),
  };
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
 * Creates a host for an app that is already loaded.
 *
 * @throws HostError naming what is wrong with the app's settings or the state
 */
export async function assembleHost(parts: HostParts): Promise<AssembledHost> {
  const { hostJson } = parts;
  const stateDirectory = resolve(parts.stateDirectory);
  const clock = parts.clock ?? new SystemClock();
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
  const limited = limitTime(parts.app, hostJson, clock, warn);
  const triggers = createTriggers({
    app: clients.watch(parts.alwaysReplay ? alwaysReplay(limited) : limited),
    queues: queueSettings(hostJson.queues, warn),
    blobs: blobSettings(hostJson.blobs, warn),
    strict: parts.strict === true,
    clock,
    input: ({ type }) => (type === 'durableClient' ? endpoint.binding() : undefined),
    onLog: log,
  });
  const { app } = triggers;
  for (const { name, hasRetryPolicy } of app.functions.values()) {
    if (hasRetryPolicy) warn(`Function "${name}" has a retry policy, which has no effect here.`);
  }
  let reportDiskAt = -Infinity;
  const onError = (error: unknown, doing: string) => {
    if (isNotWritten(error)) {
      // On a full disk, all work fails each second for the same reason.
      if (clock.now() < reportDiskAt) return;
      reportDiskAt = clock.now() + 60_000;
    }
    log({ level: 'error', category: 'system', message: `${doing}: ${stackOf(error)}` });
  };
  const engine = new Engine({
    app,
    clock,
    settings,
    stateDirectory,
    synchronous: parts.synchronous,
    probe: parts.probe,
    isBusy: () => server.areRequestsWaiting,
    onError,
    onNotice: warn,
  });
  const hub = new TaskHub(engine);
  const api: DurableApi = {
    engine,
    hub,
    clock,
    hubName: settings.hubName,
    entityNames: functionNames(app).entities,
    probe: parts.probe,
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
    maxConcurrentRequests: hostJson.http.maxConcurrentRequests,
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
    // Stop triggers first, because the functions that they run may still call the server.
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
      // Without this variable the SDK uses localhost:7071 as the address of the host.
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

function limitTime(
  app: FunctionApp,
  { functionTimeout }: HostJson,
  clock: Clock,
  warn: (message: string) => void,
): FunctionApp {
  if (functionTimeout === undefined) return app;
  return withTimeout(app, functionTimeout, clock, (name) => {
    warn(
      `Function "${name}" has run for longer than functionTimeout (${functionTimeout.text}). The call fails. ` +
        'Its code still runs, and its result is ignored; in Azure the worker process ends.',
    );
  });
}
