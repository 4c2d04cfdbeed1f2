import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { Store } from '../src/store/store.ts';
import { waitFor } from '../src/test-support/wait-for.ts';
import { startHostProcess, type HostProcess } from './host-process.ts';
import { assertWellFormed } from './well-formed.ts';

/* Runs in a process of its own, since it takes up to a minute. */

const APP = join(import.meta.dirname, '../fixtures/apps/soak');
const KILLS = Number(process.env['SOAK_KILLS'] ?? 30);
const CLIENTS = 8;
/** Must equal the number of additions in the app. */
const ADDS_PER_INSTANCE = 3;
const KEYS = ['a', 'b', 'c'];

const total = (counts: number[]): number => counts.reduce((sum, each) => sum + each, 0);

/** State that the clients know for certain: only acknowledged requests count. */
interface Model {
  started: Map<string, { value: number; raised?: number }>;
  requests: number;
}

/**
 * Kills the host with SIGKILL at random moments while clients start instances and raise events.
 * No acknowledged request may be lost, and no effect of an orchestrator may happen twice.
 */
test(`nothing acknowledged is lost in ${KILLS} kills`, async (t) => {
  const state = await mkdtemp(join(tmpdir(), 'soak-'));
  t.after(() => rm(state, { recursive: true, force: true }));
  const model: Model = { started: new Map(), requests: 0 };
  let host: HostProcess | undefined = await startHostProcess(APP, state);
  t.after(() => host?.kill());
  let kills = 0;
  const clients = Array.from({ length: CLIENTS }, (_, index) =>
    client(index, model, () => (kills < KILLS ? host : null)),
  );
  while (kills < KILLS) {
    // The test is about arbitrary moments, so the delay is random.
    await pause(100 + Math.random() * 1500);
    const killed: HostProcess = host;
    host = undefined;
    await killed.kill();
    kills++;
    host = await startHostProcess(APP, state);
  }
  await Promise.all(clients);
  await raiseTheRest(host, model);
  await allEnded(host, model);
  await allCounted(host);
  await host.kill();
  host = undefined;

  const store = new Store(join(state, 'task-hub.sqlite'));
  t.after(() => {
    store.close();
  });
  for (const [id, { value, raised }] of model.started) {
    const instance = store.instances.get(id);
    assert.equal(
      instance?.status,
      'Completed',
      `${id} is ${instance?.status}: ${instance?.output}`,
    );
    assert.equal(instance.output, String(value * 4 + (raised ?? 0)));
  }
  const all = store.instances.list({});
  for (const { id } of all) assertWellFormed(id, store.histories.events(id));
  const worked = all.filter(({ name }) => name === 'work').length;
  const counted = KEYS.map((key) => Number(store.entities.get(`@counter@${key}`)?.state ?? 0));
  assert.equal(total(counted), worked * ADDS_PER_INSTANCE);
  assert.deepEqual(store.activities.all(), []);
  t.diagnostic(
    `${kills} kills, ${model.requests} requests, ${model.started.size} starts acknowledged, ${all.length} instances`,
  );
});

async function client(
  index: number,
  model: Model,
  currentHost: () => HostProcess | null | undefined,
): Promise<void> {
  for (let number = 0; ; number++) {
    const host = currentHost();
    if (host === null) return;
    if (!host) {
      await pause(10);
      continue;
    }
    const id = `c${index}-${number}`;
    const key = KEYS[number % KEYS.length];
    const input = JSON.stringify({ key, value: number });
    if (!(await post(host, model, `orchestrators/work/${id}`, input))) continue;
    const known: { value: number; raised?: number } = { value: number };
    model.started.set(id, known);
    if (await post(host, model, `instances/${id}/raiseEvent/tell`, '7')) known.raised = 7;
  }
}

/** Whether the host acknowledged the request. If the connection broke, its outcome is unknown. */
async function post(host: HostProcess, model: Model, path: string, body: string): Promise<boolean> {
  model.requests++;
  try {
    const response = await fetch(apiUrl(host, path), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await response.text();
    return response.status === 202;
  } catch {
    return false;
  }
}

// Raises the same event again wherever it was not acknowledged; instances use the first that arrived.
async function raiseTheRest(host: HostProcess, model: Model): Promise<void> {
  const list = await instances(host);
  for (const { instanceId, name, runtimeStatus } of list) {
    if (name !== 'work' || runtimeStatus === 'Completed') continue;
    await post(host, model, `instances/${instanceId}/raiseEvent/tell`, '7');
  }
  for (const known of model.started.values()) known.raised = 7;
}

async function allEnded(host: HostProcess, model: Model): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const open = (await instances(host)).filter(
      ({ runtimeStatus }) => runtimeStatus !== 'Completed',
    );
    if (open.length === 0) return;
    if (Date.now() > deadline) {
      assert.fail(
        `${open.length} of ${model.started.size} have not ended, for instance ${JSON.stringify(open[0])}`,
      );
    }
    await pause(100);
  }
}

/** Waits for the last signals of the instances, which end without waiting for them. */
async function allCounted(host: HostProcess): Promise<void> {
  const worked = (await instances(host)).filter(({ name }) => name === 'work').length;
  const counts = () => Promise.all(KEYS.map((key) => countOf(host, key)));
  await waitFor(counts, (each) => total(each) >= worked * ADDS_PER_INSTANCE);
}

async function countOf(host: HostProcess, key: string): Promise<number> {
  const response = await fetch(apiUrl(host, `entities/counter/${key}`));
  return Number(await response.text());
}

async function instances(
  host: HostProcess,
): Promise<{ instanceId: string; name: string; runtimeStatus: string }[]> {
  const response = await fetch(apiUrl(host, 'instances'));
  const all = (await response.json()) as {
    instanceId: string;
    name: string;
    runtimeStatus: string;
  }[];
  // The list includes entities, which never end.
  return all.filter(({ instanceId }) => !instanceId.startsWith('@'));
}

function apiUrl({ url, systemKey }: HostProcess, path: string): string {
  return `${url}/runtime/webhooks/durabletask/${path}?code=${systemKey}`;
}
