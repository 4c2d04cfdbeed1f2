import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import type { AppAddress } from './app-host.ts';
import { startAppHost } from './app-host.ts';
import { appEnvironment } from './app-environment.ts';
import { startAzurite } from './azurite.ts';
import type { ChildDiedError } from './child-process.ts';
import type { NotificationListener } from './notification-listener.ts';
import { startNotificationListener } from './notification-listener.ts';
import { rememberedPorts, rememberPorts, waitUntilFree } from './ports.ts';
import { startSimulator } from './simulator.ts';

/** Where each part answers: base URLs, and the app's keys. */
export interface StackAddress extends AppAddress {
  simulator: string;
  blob: string;
  notifications: string;
}

export interface StackOptions {
  /** Everything that outlives the process is kept here. */
  stateDirectory: string;
  /** The app's port; absent means the one that the state had before, or one that is free. */
  port?: number | undefined;
  /** How many times faster than ours the simulator's time runs. */
  timeScale?: number | undefined;
  /** Settings of the app, which go before the user's own. */
  settings?: NodeJS.ProcessEnv;
  /** Gets every line that the app and the simulator log. */
  onLine?: (line: string) => void;
}

export interface Stack {
  address: StackAddress;
  /** Gives access to the blobs. */
  storage: string;
  listener: NotificationListener;
  /** Where the log of all parts is written. */
  logFile: string;
  /** Resolves when a part ends by itself. */
  broken: Promise<ChildDiedError>;
  /** Stops the parts, the app first. */
  stop: () => Promise<void>;
}

/**
 * Runs everything on this machine: Azurite, the simulator, the app, and a listener for its notifications.
 * @throws {PortInUseError} if a port that it needs is taken.
 * @throws {ChildDiedError} if a part does not start.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const stateDirectory = resolve(options.stateDirectory);
  await mkdir(stateDirectory, { recursive: true });
  const ports = await rememberedPorts(stateDirectory);
  await rememberPorts(stateDirectory, ports);
  if (options.port !== undefined) ports.app = options.port;
  await Promise.all(Object.entries(ports).map(([part, port]) => waitUntilFree(port, part)));

  await using running = new AsyncDisposableStack();
  const logFile = join(stateDirectory, 'stack.log');
  const log = createWriteStream(logFile, { flags: 'a' });
  running.defer(() => finished(log.end()));
  const onLine = (line: string): void => {
    log.write(`${line}\n`);
    options.onLine?.(line);
  };

  const listener = await startNotificationListener(ports.notifications);
  running.defer(listener.close);
  const azurite = await startAzurite({
    port: ports.azurite,
    directory: join(stateDirectory, 'azurite'),
  });
  running.defer(azurite.child.stop);
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
    env: { ...(await appEnvironment(parts)), ...options.settings },
    onLine,
  });
  running.defer(app.stop);

  const address = {
    ...app.ready,
    simulator: simulator.ready.url,
    blob: azurite.url,
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
    logFile,
    broken: Promise.race([app.died, simulator.died, azurite.child.died]),
    stop: () => kept.disposeAsync(),
  };
}

const portOf = (url: string): number => Number(new URL(url).port);
