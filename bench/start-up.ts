import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppClient } from '../commands/app-client.ts';
import { appEnvironment } from '../commands/app-environment.ts';
import { startAppHost } from '../commands/app-host.ts';
import { finishOneChain, startChainHost } from './engine/chain-host.ts';
import { dbos } from './engine/dbos.ts';
import { requestJson } from './engine/http-client.ts';
import { referencesInstalled } from './engine/references.ts';
import { alertFor } from './support/alerts.ts';
import { comparedTo, figure, type Figure } from './support/figure.ts';
import { fillTaskHub } from './support/fill-task-hub.ts';

const RUNS = 5;
const FINISHED = 10_000;
const GOAL = { bound: 'most', p50: 1.1 } as const;

// The app captures nothing here, so no stand-ins are needed.
const NOWHERE = {
  simulator: 'http://127.0.0.1:9',
  storage:
    'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=AA==;BlobEndpoint=http://127.0.0.1:9/devstoreaccount1',
  notifications: 'http://127.0.0.1:9',
};

/** Time from process start to the 202 for the first request, for the chain (also on DBOS) and the app. */
export async function startUp(note: (text: string) => void): Promise<Figure[]> {
  await using left = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'bench-start-up-'));
  left.defer(() => rm(directory, { recursive: true }));
  const full = join(directory, 'full');
  await finishOneChain(full);
  await fillTaskHub(full, FINISHED);

  const samples = { chain: [] as number[], chainFull: [] as number[], app: [] as number[] };
  const fresh = async (from?: string): Promise<string> => {
    const state = await mkdtemp(join(directory, 'state-'));
    if (from !== undefined) await cp(from, state, { recursive: true });
    return state;
  };
  for (let run = 0; run < RUNS; run++) {
    samples.chain.push(await chainStart(await fresh()));
    samples.chainFull.push(await chainStart(await fresh(full)));
    samples.app.push(await appStart(await fresh()));
  }
  const chain = figure('start to first answer: the chain', 'ms', samples.chain);
  const chainFull = figure(
    `start to first answer: the chain, ${FINISHED} instances`,
    'ms',
    samples.chainFull,
  );
  const app = figure('start to first answer: the app', 'ms', samples.app);
  if (!referencesInstalled()) return [chain, chainFull, app];
  try {
    const [empty, full] = await dbosStarts();
    return [
      comparedTo(empty, chain, GOAL),
      comparedTo(full, chainFull, GOAL),
      comparedTo(empty, app),
      ...[empty, full],
    ];
  } catch (error) {
    note(`DBOS was not started: ${(error as Error).message}`);
    return [chain, chainFull, app];
  }
}

async function appStart(stateDirectory: string): Promise<number> {
  const env = await appEnvironment(NOWHERE);
  const startedAt = performance.now();
  const app = await startAppHost({ port: 0, stateDirectory, env });
  await new AppClient(app.ready).postAlert(alertFor('web'));
  const took = performance.now() - startedAt;
  await app.kill();
  return took;
}

async function chainStart(stateDirectory: string): Promise<number> {
  const startedAt = performance.now();
  const host = await startChainHost(stateDirectory);
  await requestJson('POST', `${host.ready.app}/api/start`);
  const took = performance.now() - startedAt;
  await host.kill();
  return took;
}

async function dbosStarts(): Promise<[empty: Figure, full: Figure]> {
  await using engine = await dbos();
  const starts = async (what: string) => {
    const samples: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      await engine.stop();
      const startedAt = performance.now();
      await engine.launch();
      await engine.start();
      samples.push(performance.now() - startedAt);
    }
    return figure(`start to first answer: DBOS${what}`, 'ms', samples);
  };
  const empty = await starts('');
  await engine.run();
  await engine.stop();
  await engine.fill(FINISHED);
  return [empty, await starts(`, ${FINISHED} workflows`)];
}
