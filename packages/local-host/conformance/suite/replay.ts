import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { comparable, difference, jsonLines } from './compare.ts';
import { Exchange } from './exchange.ts';
import { FIXTURES } from './fixtures.ts';
import { Hub } from './hub.ts';
import type { MaskOptions } from './mask.ts';
import { RECORDED } from './mask.ts';
import type { Scenario } from './scenario.ts';
import type { Target } from './target.ts';
import { readTranscript } from './transcript.ts';

const LONGEST_TIMER_SECONDS = 5;

/** How long, in seconds, to wait for the recorded state. */
export interface Patience {
  seconds: number;
  /** Transcripts that are known to differ; the suite waits for them only as long as the longest timer takes. */
  knownToDiffer: ReadonlySet<string>;
}

/** Result of replaying a scenario. */
export interface Replayed {
  /** Difference of the host by transcript; undefined if there is none. */
  differences: Map<string, string | undefined>;
  /** Our ids by recorded id, where they differ. */
  ids: Map<string, string>;
  masks: MaskOptions;
}

/** Sends a scenario's requests in the order of recording, and compares the answers with the recorded ones. */
export async function replay(
  scenario: Scenario,
  target: Target,
  patience: Patience,
): Promise<Replayed> {
  const hub = new Hub(target, patience.seconds);
  const rpcRoot = await rpcRootOf(hub);
  const masks = masksOf(target, rpcRoot);
  const differences = new Map<string, string | undefined>();
  const ids = new Map<string, string>();
  for (const name of await transcriptsOf(scenario)) {
    const seconds = patience.knownToDiffer.has(name) ? LONGEST_TIMER_SECONDS : patience.seconds;
    try {
      for (const step of scenario.before[numberOf(name)] ?? []) await step(hub);
      const transcript = await readTranscript(new URL(name, FIXTURES));
      const exchange = new Exchange(transcript, target, rpcRoot, ids);
      differences.set(name, await differenceWithin(exchange, masks, seconds));
    } catch (error) {
      differences.set(name, String(error));
    }
  }
  for (const step of scenario.after ?? []) await step(hub);
  for (const [name, id] of Object.entries(scenario.statuses ?? {})) {
    differences.set(name, await statusDifference(hub, name, id, masks));
  }
  return { differences, ids, masks };
}

/** HTTP transcripts of a scenario, in the order of recording. */
export async function transcriptsOf({ folder, includes }: Scenario): Promise<string[]> {
  const files = await readdir(new URL(`${folder}/`, FIXTURES));
  return files
    .filter((file) => file.endsWith('.http') && (includes?.(Number.parseInt(file)) ?? true))
    .map((file) => `${folder}/${file}`)
    .sort();
}

function numberOf(name: string): number {
  return Number.parseInt(name.slice(name.indexOf('/') + 1));
}

/** Root URL that the SDK calls, from the value of the client binding; in the recordings `/durabletask`. */
async function rpcRootOf(hub: Hub): Promise<URL> {
  const { body } = await hub.get('/api/client/binding');
  const { r } = JSON.parse(body) as { r: { rpcBaseUrl: string } };
  return new URL(r.rpcBaseUrl);
}

function masksOf({ url, keys }: Target, rpcRoot: URL): MaskOptions {
  return {
    hosts: [new URL(url).host, rpcRoot.host],
    keys: new Map([
      [keys.system, '{system key}'],
      [rpcRoot.pathname.replace(/\/$/, ''), '/durabletask'],
    ]),
  };
}

/** Sends a request once; repeats a query until the instance has reached the recorded state. */
async function differenceWithin(
  exchange: Exchange,
  masks: MaskOptions,
  seconds: number,
): Promise<string | undefined> {
  const recorded = comparable(exchange.recorded, RECORDED);
  const deadline = Date.now() + seconds * 1000;
  let last = '';
  let unchangedSince = Date.now();
  for (let wait = 5; ; wait = Math.min(2 * wait, 100)) {
    const answer = await exchange.ask();
    const found = difference(recorded, comparable(answer, masks));
    if (found === undefined || !exchange.isQuery || Date.now() > deadline) return found;
    if (answer.body !== last) unchangedSince = Date.now();
    last = answer.body;
    const isOver = /"runtimeStatus":"(?:Completed|Failed|Terminated)"/.test(answer.body);
    if (isOver && Date.now() - unchangedSince > 500) return found;
    await pause(wait);
  }
}

async function statusDifference(hub: Hub, name: string, id: string, masks: MaskOptions) {
  const recorded = JSON.parse(await readFile(new URL(name, FIXTURES), 'utf8')) as unknown;
  const query = 'showHistory=true&showHistoryOutput=true&';
  const { body } = await hub.get(hub.path(`/instances/${id}`, query));
  return difference(jsonLines(recorded, RECORDED), jsonLines(JSON.parse(body), masks));
}
