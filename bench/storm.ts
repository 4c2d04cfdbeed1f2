import { setTimeout as delay } from 'node:timers/promises';
import { requestJson } from './engine/http-client.ts';
import { alertFor, vmId } from './support/alerts.ts';
import { startBenchStack, type BenchStack } from './support/bench-stack.ts';
import { comparedTo, figure, type Figure } from './support/figure.ts';
import { postAlert } from './support/post-alert.ts';
import { residentMiB } from './support/resident-memory.ts';

const TIMEOUT_MS = 300_000;
// Number of alerts, and of script captures, in the warm-up storm.
const WARM_UP = 20;

/**
 * Alerts for this many machines, sent together: response and capture times, compared with the bare
 * script, which runs as many captures at once. A capture is complete when its notification has arrived.
 */
export async function storm(alerts = 1_000): Promise<Figure[]> {
  await using stack = await startBenchStack({
    CAPTURE_LIMIT: '10000',
    CAPTURE_TIME_LIMIT_SECONDS: '1',
  });
  const bare = await bareStorm(stack, alerts);
  const { ready } = stack.app;
  const notifiedBefore = stack.received.length;
  const post = (payloads: string[]) =>
    Promise.all(payloads.map((payload) => postAlert(ready, payload)));
  await post(alertsFor('warm-up', WARM_UP));
  await notified(stack, notifiedBefore + WARM_UP);

  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, residentMiB([stack.app.pid]))), 500);
  const payloads = alertsFor('storm', alerts);
  const startedAt = performance.now();
  const posted = await post(payloads);
  await notified(stack, notifiedBefore + WARM_UP + alerts);
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(watch);
  await checkEnds(
    stack,
    posted.map(({ id }) => id),
  );
  const answers = posted.map(({ answeredAt }) => answeredAt - performance.timeOrigin - startedAt);

  const rate = (what: string, per: number) => figure(what, 'per second', [alerts / per]);
  const reference = rate(`captures, ${alerts} at once: bare script`, bare);
  const ours = rate(`captures, of ${alerts} alerts together`, seconds);
  return [
    figure(`answer 202 to each of ${alerts} alerts together`, 'ms', answers, {
      goal: { bound: 'most', p99: 3_000 },
    }),
    comparedTo(reference, ours),
    reference,
    figure('memory of the app host, peak', 'MiB', [peak], { goal: { bound: 'most', p50: 300 } }),
  ];
}

/** Duration of the bare script in seconds. @throws {Error} with the script's error if it fails */
async function bareStorm(stack: BenchStack, captures: number): Promise<number> {
  const run = (each: readonly string[]) =>
    requestJson(
      'POST',
      `${stack.bare}/storm`,
      each.map((name) => ({ vm: vmId(name), name })),
    );
  await run(namesFor('bare-warm-up', WARM_UP));
  const startedAt = performance.now();
  await run(namesFor('bare', captures));
  return (performance.now() - startedAt) / 1000;
}

const namesFor = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${kind}-${index}`);

const alertsFor = (kind: string, count: number): string[] => namesFor(kind, count).map(alertFor);

async function notified(stack: BenchStack, count: number): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  while (stack.received.length < count) {
    if (performance.now() > deadline) {
      throw new Error(`Of ${count} notifications only ${stack.received.length} came.`);
    }
    await delay(10);
  }
}

/** Checks that nothing was lost: each alert has its own capture with a file. */
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
