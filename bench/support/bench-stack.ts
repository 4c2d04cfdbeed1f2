import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { AppClient } from '../../commands/app-client.ts';
import { appEnvironment, localSettings, type LocalParts } from '../../commands/app-environment.ts';
import type { AppAddress } from '../../commands/app-host.ts';
import { startAppHost } from '../../commands/app-host.ts';
import { startAzurite, startChild, type Child } from 'processes';
import { startNotificationListener } from '../../commands/notification-listener.ts';
import { readyLine } from '../../commands/ready-line.ts';
import { startSimulator } from '../../commands/simulator.ts';
import type { BareSettings } from '../bare-script/capture.ts';

/** The app on the local host, the bare script and an instant simulator, each in its own process. */
export interface BenchStack extends AsyncDisposable {
  client: AppClient;
  /** Base URLs. */
  simulator: string;
  bare: string;
  app: Child<AppAddress>;
  /** Directory of the task hub. */
  stateDirectory: string;
  /** Bodies of the notifications received so far, from both. */
  received: readonly unknown[];
  /** Starts another app host on the existing state. */
  startAgain(): Promise<Child<AppAddress>>;
}

/** Starts the stack with an empty state. `settings` are the app's. */
export async function startBenchStack(
  settings: Record<string, string> & { CAPTURE_TIME_LIMIT_SECONDS: string },
): Promise<BenchStack> {
  await using running = new AsyncDisposableStack();
  const stateDirectory = await mkdtemp(join(tmpdir(), 'alert-capture-bench-'));
  running.defer(() => rm(stateDirectory, { recursive: true, force: true }));
  const listener = await startNotificationListener(0);
  running.defer(listener.close);
  const azurite = await startAzurite();
  running.defer(azurite.stop);
  const simulator = await startSimulator({ port: 0, storage: azurite.connectionString });
  running.defer(simulator.stop);
  const parts: LocalParts = {
    simulator: simulator.ready.url,
    storage: azurite.connectionString,
    notifications: listener.url,
  };
  await askSimulator(parts.simulator, 'PUT', 'clock', { instant: true });
  const env = { ...(await appEnvironment(parts)), ...settings };
  let app: Child<AppAddress> | undefined;
  const startApp = async () => (app = await startAppHost({ port: 0, stateDirectory, env }));
  const first = await startApp();
  running.defer(async () => app?.stop());
  const bare = await startBareScript(parts, Number(settings.CAPTURE_TIME_LIMIT_SECONDS));
  running.defer(bare.stop);
  const kept = running.move();
  return {
    client: new AppClient(first.ready),
    simulator: parts.simulator,
    bare: bare.ready.url,
    app: first,
    stateDirectory,
    received: listener.received,
    startAgain: startApp,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function startBareScript(
  parts: LocalParts,
  timeLimitSeconds: number,
): Promise<Child<{ url: string }>> {
  const storageAccountId = localSettings(parts)['CAPTURE_STORAGE_ACCOUNT_ID'] ?? '';
  const settings: BareSettings = { ...parts, storageAccountId, timeLimitSeconds };
  return startChild({
    name: 'The bare script',
    module: join(import.meta.dirname, '../bare-script/main.ts'),
    args: [JSON.stringify(settings)],
    ready: readyLine(v.object({ url: v.string() })),
  });
}

/** Calls the simulator's admin API. @throws {Error} when the simulator rejects the call */
export async function askSimulator(
  simulator: string,
  method: 'PUT' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<void> {
  const response = await fetch(`${simulator}/_simulator/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
}

/** A Resource Manager call that the simulator received. `receivedAt` is epoch ms, with fractions. */
export interface LedgerRow {
  seq: number;
  receivedAt: number;
  method: string;
  operation: string;
}

/** The calls that the simulator received, in order. */
export async function ledger(simulator: string, query = ''): Promise<LedgerRow[]> {
  const response = await fetch(`${simulator}/_simulator/ledger${query}`);
  return ((await response.json()) as { value: LedgerRow[] }).value;
}
