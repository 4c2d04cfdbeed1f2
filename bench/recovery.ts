import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppAddress } from '../commands/app-host.ts';
import { apiUrl, startChainHost } from './engine/chain-host.ts';
import { requestJson } from './engine/http-client.ts';
import { figure, type Figure } from './support/figure.ts';

/**
 * Time from process start after a SIGKILL until all instances that were inside an activity have repeated
 * it and completed.
 */
export async function recovery(instances = 1_000): Promise<Figure[]> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'bench-recovery-'));
  const first = await startChainHost(stateDirectory, { ...process.env, HOLD: '1' });
  const url = `${first.ready.app}/api/start?name=held`;
  for (let started = 0; started < instances; started += 50) {
    await Promise.all(Array.from({ length: 50 }, () => requestJson('POST', url)));
  }
  // Every instance has run its first turn and waits for its activity.
  await untilNone(first.ready, 'Pending');
  await first.kill();

  const startedAt = performance.now();
  const second = await startChainHost(stateDirectory);
  const ready = performance.now() - startedAt;
  await untilNone(second.ready, 'Running,Pending');
  const took = performance.now() - startedAt;
  await second.stop();
  await rm(stateDirectory, { recursive: true });
  return [
    figure(`start with ${instances} running instances, after SIGKILL`, 'ms', [ready]),
    figure(`until all ${instances} have moved on`, 'ms', [took], {
      goal: { bound: 'most', p50: 2_000 },
    }),
  ];
}

async function untilNone(address: AppAddress, statuses: string): Promise<void> {
  const url = apiUrl(address, 'instances', `&top=1&runtimeStatus=${statuses}`);
  while ((await requestJson<unknown[]>('GET', url)).length > 0) await delay(10);
}
