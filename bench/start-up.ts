import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppClient } from '../commands/app-client.ts';
import { appEnvironment } from '../commands/app-environment.ts';
import { startAppHost } from '../commands/app-host.ts';
import { figure, type Figure } from './support/figure.ts';

// Nothing is captured here, so nobody needs to answer.
const NOWHERE = {
  simulator: 'http://127.0.0.1:9',
  storage:
    'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=AA==;BlobEndpoint=http://127.0.0.1:9/devstoreaccount1',
  notifications: 'http://127.0.0.1:9',
};

/** From the start of the process to the answer to its first request. */
export async function startUp(runs = 5): Promise<Figure[]> {
  const env = await appEnvironment(NOWHERE);
  const samples: number[] = [];
  for (let run = 0; run < runs; run++) {
    const stateDirectory = await mkdtemp(join(tmpdir(), 'alert-capture-bench-'));
    const startedAt = performance.now();
    const app = await startAppHost({ port: 0, stateDirectory, env });
    const { status } = await new AppClient(app.ready).call('captures');
    samples.push(performance.now() - startedAt);
    await app.stop();
    await rm(stateDirectory, { recursive: true, force: true });
    if (status !== 200) throw new Error(`GET /api/captures answered ${status}.`);
  }
  return [figure('start to first answer', 'ms', samples)];
}
