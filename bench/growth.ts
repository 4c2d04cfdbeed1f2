import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { captureRequest, startVirtualCapture } from '../test/support/virtual-capture.ts';
import { finishOneChain, startChainHost } from './engine/chain-host.ts';
import { request, requestJson } from './engine/http-client.ts';
import { fillTaskHub } from './support/fill-task-hub.ts';
import { figure, type Figure } from './support/figure.ts';
import { lineChart } from './support/line-chart.ts';
import { cpuMs } from './support/process-family.ts';

const LENGTHS = {
  '10 s': 10,
  '1 min': 60,
  '10 min': 600,
  '1 h': 3_600,
  '5 h': 18_000,
  '1 day': 86_400,
  '7 days': 604_800,
};
const INSTANCES = [1, 100, 1_000, 10_000, 100_000];
const CHAINS = 300;

/** The cost of a capture by its length, and of a chain by what the task hub holds; with charts in docs/. */
export async function growth(): Promise<Figure[]> {
  const byLength = [];
  await captureOf(60);
  for (const [label, seconds] of Object.entries(LENGTHS)) {
    byLength.push({ x: seconds, label, ...(await captureOf(seconds)) });
  }
  const byNumber = [];
  for (const instances of INSTANCES) {
    byNumber.push({ x: instances, label: String(instances), y: await chainBeside(instances) });
  }
  await chart('growth-by-length', 'A capture by its length', [
    { name: 'history events', points: byLength.map((each) => ({ ...each, y: each.events })) },
    { name: 'looks at the session', points: byLength.map((each) => ({ ...each, y: each.looks })) },
    { name: 'CPU, ms', points: byLength.map((each) => ({ ...each, y: each.cpu })) },
  ]);
  await chart('growth-by-instances', 'A chain of five steps by the instances in the file', [
    { name: 'CPU of the host, ms', points: byNumber },
  ]);
  return [
    ...byLength.flatMap(({ label, events, turns, looks, cpu }) => [
      figure(`capture of ${label}: history events`, 'events', [events]),
      figure(`capture of ${label}: turns`, 'turns', [turns]),
      figure(`capture of ${label}: looks at the session`, 'calls', [looks]),
      figure(`capture of ${label}: CPU`, 'ms', [cpu]),
    ]),
    ...byNumber.map(({ label, y }) => figure(`chain beside ${label} instances: CPU`, 'ms', [y])),
  ];
}

/** The app's orchestrators on the virtual clock; activities are stand-ins, so CPU is the host's alone. */
async function captureOf(seconds: number) {
  await using host = await startVirtualCapture({ endsAfterSeconds: seconds });
  const before = process.cpuUsage();
  const alert = await host.start('captureOnAlert', captureRequest({ timeLimitSeconds: seconds }));
  await alert.result();
  const { user, system } = process.cpuUsage(before);
  const events = host.instances().flatMap((instance) => instance.history());
  return {
    events: events.length,
    turns: events.filter(({ EventType }) => EventType === 12).length,
    looks: host.activity('queryCapture').calls.length,
    cpu: (user + system) / 1000,
  };
}

async function chainBeside(instances: number): Promise<number> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'bench-growth-'));
  await finishOneChain(stateDirectory);
  await fillTaskHub(stateDirectory, instances);
  const host = await startChainHost(stateDirectory);
  const { app, systemKey } = host.ready;
  const run = async (chains: number) => {
    const ids: string[] = [];
    while (ids.length < chains) ids.push(await requestJson<string>('POST', `${app}/api/start`));
    for (const id of ids) {
      const url = `${app}/runtime/webhooks/durabletask/instances/${id}?code=${systemKey}`;
      while ((await request('GET', url)).status === 202) await delay(20);
    }
  };
  await run(100);
  const before = cpuMs([host.pid]);
  await run(CHAINS);
  const took = (cpuMs([host.pid]) - before) / CHAINS;
  await host.stop();
  await rm(stateDirectory, { recursive: true });
  return took;
}

async function chart(name: string, ...made: Parameters<typeof lineChart>): Promise<void> {
  await writeFile(join(import.meta.dirname, `../docs/${name}.svg`), lineChart(...made));
}
