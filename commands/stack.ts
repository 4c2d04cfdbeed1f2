import { join, resolve } from 'node:path';
import type { AppAddress } from './app-host.ts';
import { startAppHost } from './app-host.ts';
import { appEnvironment } from './app-environment.ts';
import { startAzurite, type ChildDiedError } from 'processes';
import type { NotificationListener } from './notification-listener.ts';
import { startNotificationListener } from './notification-listener.ts';
import { LogFile } from './log-file.ts';
import { rememberedPorts, rememberPorts, waitUntilFree } from './ports.ts';
import { startSimulator } from './simulator.ts';
import { makeStateDirectory } from './state-directory.ts';

/** The base URL of each part, and the app's keys. */
export interface StackAddress extends AppAddress {
  simulator: string;
  blob: string;
  notifications: string;
}

export interface StackOptions {
  /** Directory for all data that outlives the process. */
  stateDirectory: string;
  /** The app's port. Default: the last port used with this state, or a free one. */
  port?: number | undefined;
  /** Simulated seconds per real second. */
  timeScale?: number | undefined;
  /** Settings of the app; they override the user's settings. */
  settings?: NodeJS.ProcessEnv;
  /** Receives every log line of the app and the simulator. */
  onLine?: (line: string) => void;
}

export interface Stack {
  address: StackAddress;
  /** Connection string of the blob storage. */
  storage: string;
  listener: NotificationListener;
  /** Path of the log file of all parts. */
  logFile: string;
  /** Resolves when a part ends unexpectedly. */
  broken: Promise<ChildDiedError>;
  /** Stops the parts, the app first. */
  stop: () => Promise<void>;
}

/**
 * Starts the complete local stack: Azurite, the simulator, the app, and a notification listener.
 * Only this user can read the state directory. Sets the umask of this process to 077.
 * @throws {StateDirectoryError} if the state directory cannot be used.
 * @throws {PortInUseError} if a port that it needs is in use.
 * @throws {ChildDiedError} if a part does not start.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const stateDirectory = resolve(options.stateDirectory);
  // Only this user may read keys and captures. All parts, including Azurite, inherit the umask.
  process.umask(0o077);
  await makeStateDirectory(stateDirectory);
  const ports = await rememberedPorts(stateDirectory);
  await rememberPorts(stateDirectory, ports);
  if (options.port !== undefined) ports.app = options.port;
  await Promise.all(Object.entries(ports).map(([part, port]) => waitUntilFree(port, part)));

  await using running = new AsyncDisposableStack();
  const log = new LogFile(join(stateDirectory, 'stack.log'));
  running.defer(() => log.close());
  const onLine = (line: string): void => {
    log.add(line);
    options.onLine?.(line);
  };

  const listener = await startNotificationListener(ports.notifications);
  running.defer(listener.close);
  const azurite = await startAzurite({
    blobPort: ports.azurite,
    directory: join(stateDirectory, 'azurite'),
  });
  running.defer(azurite.stop);
  const storage = azurite.connectionString;
  const simulator = await startSimulator({
    port: ports.simulator,
    stateFile: join(stateDirectory, 'simulator.sqlite'),
    storage,
    timeScale: options.timeScale,
    onLine,
  });
  running.defer(simulator.stop);
  const parts = { simulator: simulator.ready.url, storage, notifications: listener.url };
  const app = await startAppHost({
    port: ports.app,
    stateDirectory: join(stateDirectory, 'host'),
    env: {
      ...(await appEnvironment(parts)),
      LOCAL_TIME_SCALE: String(await scaleOf(simulator.ready.url)),
      ...options.settings,
    },
    onLine,
  });
  running.defer(app.stop);

  const address = {
    ...app.ready,
    simulator: simulator.ready.url,
    blob: azurite.blobUrl,
    notifications: listener.url,
  };
  await rememberPorts(stateDirectory, {
    app: portOf(address.app),
    azurite: portOf(address.blob),
    simulator: portOf(address.simulator),
    notifications: portOf(address.notifications),
  });
  const kept = running.move();
  return {
    address,
    storage,
    listener,
    logFile: log.path,
    broken: Promise.race([app.died, simulator.died, azurite.died]),
    stop: () => kept.disposeAsync(),
  };
}

/** The speed of the simulator's time, which it keeps with its state. */
async function scaleOf(simulator: string): Promise<number> {
  const response = await fetch(`${simulator}/_simulator/clock`);
  return ((await response.json()) as { scale: number }).scale;
}

const portOf = (url: string): number => Number(new URL(url).port);
