import { setTimeout as delay } from 'node:timers/promises';
import { requestJson } from './engine/http-client.ts';
import { alertFor, vmId } from './support/alerts.ts';
import { startBenchStack, type BenchStack } from './support/bench-stack.ts';
import { comparedTo, figure, type Figure } from './support/figure.ts';
import { residentMiB } from './support/resident-memory.ts';

const TIMEOUT_MS = 300_000;

/**
 * Alerts for as many machines, sent together: how fast they are answered and captured, beside the bare
 * script, which runs as many captures at once. A capture is complete when it has been told of.
 */
export async function storm(alerts = 1_000): Promise<Figure[]> {
  await using stack = await startBenchStack({
    CAPTURE_LIMIT: '10000',
    CAPTURE_TIME_LIMIT_SECONDS: '1',
  });
  const bare = await bareStorm(stack, alerts);
  await stack.client.postAlert(alertFor('warm-up'));
  await told(stack, alerts + 1);

  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, residentMiB([stack.app.pid]))), 500);
  const payloads = Array.from({ length: alerts }, (_, index) => alertFor(`storm-${index}`));
  const startedAt = performance.now();
  const answers: number[] = [];
  const ids = await Promise.all(
    payloads.map(async (payload) => {
      const id = await stack.client.postAlert(payload);
      answers.push(performance.now() - startedAt);
      return id;
    }),
  );
  await told(stack, 2 * alerts + 1);
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(watch);
  await checkEnds(stack, ids);

  const rate = (what: string, per: number) => figure(what, 'per second', [alerts / per]);
  const reference = rate(`captures, ${alerts} at once: bare script`, bare);
  const ours = rate(`captures, of ${alerts} alerts together`, seconds);
  return [
    figure(`answer 202 to each of ${alerts} alerts together`, 'ms', answers, {
      goal: { bound: 'most', p99: 1_000 },
    }),
    comparedTo(reference, ours, { bound: 'least', p50: 0.5 }),
    reference,
    figure('memory of the app host, peak', 'MiB', [peak], { goal: { bound: 'most', p50: 300 } }),
  ];
}

/** Seconds that the bare script takes. @throws {Error} with its own, if it fails */
async function bareStorm(stack: BenchStack, captures: number): Promise<number> {
  const names = Array.from({ length: captures }, (_, index) => `bare-${index}`);
  const run = (each: readonly string[]) =>
    requestJson(
      'POST',
      `${stack.bare}/storm`,
      each.map((name) => ({ vm: vmId(name), name })),
    );
  await run(['bare-warm-up']);
  const startedAt = performance.now();
  await run(names);
  return (performance.now() - startedAt) / 1000;
}

async function told(stack: BenchStack, count: number): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (stack.received.length < count) {
    if (performance.now() > deadline) {
      throw new Error(`Of ${count} notifications only ${stack.received.length} came.`);
    }
    await delay(10);
  }
}

/** Nothing may be lost: each alert has a capture of its own, with its file. */
async function checkEnds({ client }: BenchStack, ids: readonly string[]): Promise<void> {
  if (new Set(ids).size !== ids.length) throw new Error('Two alerts were one capture.');
  for (const id of ids) {
    const { targets } = await client.capture(id);
    const [target] = targets as { end?: string; file?: unknown }[];
    if (target?.file === undefined) {
      throw new Error(`The capture ${id} ended without a file: ${JSON.stringify(target)}`);
    }
  }
}
