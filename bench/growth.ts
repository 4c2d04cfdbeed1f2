import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { captureRequest, startVirtualCapture } from '../test/support/virtual-capture.ts';
import { alertFor } from './support/alerts.ts';
import { startBenchStack } from './support/bench-stack.ts';
import { AppClient } from '../commands/app-client.ts';
import { apiUrl, finishOneChain, startChainHost } from './engine/chain-host.ts';
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
const CAPTURES = 20;

/** Cost of a capture by its length, and of a chain and a capture by task hub size; draws charts in docs/. */
export async function growth(): Promise<Figure[]> {
  const byLength = [];
  await captureOf(60);
  for (const [label, seconds] of Object.entries(LENGTHS)) {
    byLength.push({ x: seconds, label, ...(await captureOf(seconds)) });
  }
  const chains = [];
  const captures = [];
  for (const x of INSTANCES) {
    const at = { x, label: String(x) };
    chains.push({ ...at, y: await chainBeside(x) });
    captures.push({ ...at, y: await captureBeside(x) });
  }
  await chart('growth-by-length', 'A capture by its length', [
    { name: 'history events', points: byLength.map((each) => ({ ...each, y: each.events })) },
    { name: 'commits', points: byLength.map((each) => ({ ...each, y: each.commits })) },
    { name: 'looks at the session', points: byLength.map((each) => ({ ...each, y: each.looks })) },
    { name: 'CPU, ms', points: byLength.map((each) => ({ ...each, y: each.cpu })) },
  ]);
  await chart('growth-by-instances', 'CPU of the host, ms, by the instances in the file', [
    { name: 'a chain of five steps', points: chains },
    { name: 'a capture', points: captures },
  ]);
  return [
    ...byLength.flatMap(({ label, events, commits, turns, looks, cpu }) => [
      figure(`capture of ${label}: commits`, 'commits', [commits]),
      figure(`capture of ${label}: history events`, 'events', [events]),
      figure(`capture of ${label}: turns`, 'turns', [turns]),
      figure(`capture of ${label}: looks at the session`, 'calls', [looks]),
      figure(`capture of ${label}: CPU`, 'ms', [cpu]),
    ]),
    ...chains.map(({ label, y }) => figure(`chain beside ${label} instances: CPU`, 'ms', [y])),
    ...captures.map(({ label, y }) => figure(`capture beside ${label} instances: CPU`, 'ms', [y])),
  ];
}

/** The app's orchestrators on the virtual clock. Activities are stubs, so all CPU time is the host's. */
async function captureOf(seconds: number) {
  await using host = await startVirtualCapture({ endsAfterSeconds: seconds });
  const before = process.cpuUsage();
  const alert = await host.start('captureOnAlert', captureRequest({ timeLimitSeconds: seconds }));
  await alert.result();
  const { user, system } = process.cpuUsage(before);
  const events = host.instances().flatMap((instance) => instance.history());
  return {
    events: events.length,
    commits: host.commits,
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
  const run = async (chains: number) => {
    const ids: string[] = [];
    while (ids.length < chains)
      ids.push(await requestJson<string>('POST', `${host.ready.app}/api/start`));
    for (const id of ids) {
      const url = apiUrl(host.ready, `instances/${id}`);
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

/** Complete captures of one second, five at a time, on a task hub with this many instances. */
async function captureBeside(instances: number): Promise<number> {
  await using stack = await startBenchStack({
    CAPTURE_LIMIT: '1000',
    CAPTURE_TIME_LIMIT_SECONDS: '1',
  });
  const run = async (client: AppClient, captures: number) => {
    for (let done = 0; done < captures; done += 5) {
      const before = stack.received.length;
      const alerts = Array.from({ length: 5 }, (_, index) => alertFor(`m-${done + index}`));
      await Promise.all(alerts.map((alert) => client.postAlert(alert)));
      while (stack.received.length < before + 5) await delay(20);
    }
  };
  await run(stack.client, 5);
  // Work after the notification.
  await delay(500);
  await stack.app.stop();
  await fillTaskHub(stack.stateDirectory, instances);
  const app = await stack.startAgain();
  const client = new AppClient(app.ready);
  await run(client, 10);
  const before = cpuMs([app.pid]);
  await run(client, CAPTURES);
  return (cpuMs([app.pid]) - before) / CAPTURES;
}

async function chart(name: string, ...made: Parameters<typeof lineChart>): Promise<void> {
  await writeFile(join(import.meta.dirname, `../docs/${name}.svg`), lineChart(...made));
}
