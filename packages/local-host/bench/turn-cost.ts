/**
 * Measures the time of one turn as the history grows: from an event's acknowledgement to the turn's commit.
 * Run it with `npm run bench:turn-cost`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleHost, loadHostApp } from '../src/host.ts';

const LENGTHS = [10, 100, 1_000, 10_000];
const TURNS = 50;

const stateDirectory = await mkdtemp(join(tmpdir(), 'turn-cost-'));
const appDirectory = join(import.meta.dirname, '../fixtures/apps/growth');
const host = await assembleHost({ stateDirectory, ...(await loadHostApp({ appDirectory })) });
await host.start();
const { hub } = host;
const { store } = host.engine;

const length = (id: string) => store.histories.read(id).length;

async function grownTo(id: string, events: number): Promise<void> {
  while (length(id) < events) await new Promise(setImmediate);
}

console.log('events in the history | turn p50 ms | p99 ms');
for (const events of LENGTHS) {
  const id = await hub.start({ name: 'sumOfEvents', input: String(events + 2 * TURNS) });
  await Promise.all(Array.from({ length: events }, () => hub.raiseEvent(id, 'add', '1')));
  await grownTo(id, events);
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const before = length(id);
    await hub.raiseEvent(id, 'add', '1');
    const raisedAt = performance.now();
    const { commits } = store;
    while (store.commits === commits) await new Promise(setImmediate);
    times.push(performance.now() - raisedAt);
    await grownTo(id, before + 3);
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => (times[Math.floor(share * (TURNS - 1))] ?? NaN).toFixed(2);
  console.log(`${String(events).padStart(21)} | ${at(0.5).padStart(11)} | ${at(0.99).padStart(6)}`);
}
await host.stop();
await rm(stateDirectory, { recursive: true });
