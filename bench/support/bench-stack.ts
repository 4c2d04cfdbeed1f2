import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppClient } from '../../commands/app-client.ts';
import { appEnvironment } from '../../commands/app-environment.ts';
import type { AppAddress } from '../../commands/app-host.ts';
import { startAppHost } from '../../commands/app-host.ts';
import { startAzurite } from '../../commands/azurite.ts';
import type { Child } from '../../commands/child-process.ts';
import { startNotificationListener } from '../../commands/notification-listener.ts';
import { startSimulator } from '../../commands/simulator.ts';

/** The app on the local host, with a simulator that answers at once; each part its own process. */
export interface BenchStack extends AsyncDisposable {
  client: AppClient;
  simulator: string;
  app: Child<AppAddress>;
}

/** Starts it with an empty state. `settings` are the app's. */
export async function startBenchStack(settings: Record<string, string>): Promise<BenchStack> {
  await using running = new AsyncDisposableStack();
  const stateDirectory = await mkdtemp(join(tmpdir(), 'alert-capture-bench-'));
  running.defer(() => rm(stateDirectory, { recursive: true, force: true }));
  const listener = await startNotificationListener(0);
  running.defer(listener.close);
  const azurite = await startAzurite({ port: 0 });
  running.defer(azurite.child.stop);
  const storage = azurite.connectionString;
  const simulator = await startSimulator({ port: 0, storage });
  running.defer(simulator.stop);
  const { url } = simulator.ready;
  await fetch(`${url}/_simulator/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ instant: true }),
  });
  const env = await appEnvironment({ simulator: url, storage, notifications: listener.url });
  const app = await startAppHost({ port: 0, stateDirectory, env: { ...env, ...settings } });
  running.defer(app.stop);
  const kept = running.move();
  return {
    client: new AppClient(app.ready),
    simulator: url,
    app,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

interface LedgerRow {
  seq: number;
  realTime: string;
}

/** Waits until the simulator has seen the PUT that counts for a machine's alert; epoch ms of it. */
export async function whenPut(
  simulator: string,
  after: number,
): Promise<{ seq: number; at: number }> {
  for (;;) {
    const response = await fetch(`${simulator}/_simulator/ledger?method=PUT&after=${after}`);
    const { value } = (await response.json()) as { value: LedgerRow[] };
    const [row] = value;
    if (row) return { seq: row.seq, at: Date.parse(row.realTime) };
  }
}
