import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { startNotificationListener } from '../../commands/notification-listener.ts';
import type { CloudEvent } from '../../src/notifications/cloud-event.ts';
import { alertFor, newMachine } from '../support/alerts.ts';
import { TestStack } from '../support/test-stack.ts';
import type { AcceptedAlert } from './findings.ts';
import { findingsOf } from './findings.ts';
import { Weather } from './weather.ts';

/*
 * npm run soak: alerts arrive for SOAK_SECONDS while the app is killed at random moments and receivers fail.
 * Then everything may come to rest, and the observations are compared with what the app promises.
 */

const seconds = Number(process.env.SOAK_SECONDS ?? 120);
const seed = Number(process.env.SOAK_SEED ?? randomInt(2 ** 32));

const limit = 10;
const secondsBetweenKills = 8;
const receiverFailures = 0.08;
const secondsBetweenBursts = 10;
const largestBurst = 12;
/** More alerts wait until the app has caught up, so that it can come to rest in time on a slow machine too. */
const largestBacklog = 60;
const alertsWithTwoMachines = 0.2;
const alertsSentTwice = 0.1;
/** How long after the last kill the last notification may arrive. */
const restSeconds = 900;
/** Each subscription has its own watcher. */
const subscriptions = [randomUUID(), randomUUID(), randomUUID()];

const weather = new Weather(seed);
const accepted = new Map<string, AcceptedAlert>();
const received: Record<string, CloudEvent[]> = { 'webhook 1': [], 'webhook 2': [] };
let [kills, deliveriesRefused] = [0, 0];

await using running = new AsyncDisposableStack();
const urls: string[] = [];
for (const events of Object.values(received)) {
  const listener = await startNotificationListener(0, (body) => {
    if (weather.happens(receiverFailures)) {
      deliveriesRefused++;
      return 503;
    }
    events.push(body as CloudEvent);
    return 200;
  });
  running.defer(listener.close);
  urls.push(listener.url);
}
const stack = running.use(
  await TestStack.start({
    settings: {
      CAPTURE_LIMIT: String(limit),
      CAPTURE_LIMIT_POLICY: 'wait',
      CAPTURE_WAIT_SECONDS: '3600',
      CAPTURE_TIME_LIMIT_SECONDS: '2',
      CAPTURE_TOTAL_BYTES: '65536',
      NOTIFY_URL: urls.join(' '),
    },
  }),
);
// Sessions start and are deleted as slowly as in Azure.
await stack.simulator.setClock({ instant: false });

const end = Date.now() + seconds * 1000;
const isOver = (): boolean => Date.now() >= end;

/** Sends an alert until the app accepts it, as Azure Monitor does. */
async function send(machines: string[]): Promise<void> {
  const alert = alertFor(...machines);
  for (let times = weather.happens(alertsSentTwice) ? 2 : 1; times > 0;) {
    try {
      const id = await stack.client.postAlert(alert);
      accepted.set(id, { id, machines });
      times--;
    } catch {
      await pause(250);
    }
  }
}

async function sendBursts(): Promise<void> {
  const sent: Promise<void>[] = [];
  let count = 0;
  while (!isOver()) {
    const hasCaughtUp = accepted.size - heard() < largestBacklog;
    for (let left = hasCaughtUp ? weather.upTo(largestBurst) : 0; left > 0; left--) {
      const subscription = subscriptions[weather.upTo(subscriptions.length) - 1];
      const machines = [newMachine(`web-${count++}`, subscription)];
      if (weather.happens(alertsWithTwoMachines)) {
        machines.push(newMachine(`web-${count++}`, subscription));
      }
      sent.push(send(machines));
    }
    await pause(Math.min(weather.delay(secondsBetweenBursts), end - Date.now()));
  }
  await Promise.all(sent);
}

async function killAgainAndAgain(): Promise<void> {
  let next = Date.now();
  while (!isOver()) {
    // The average includes the time of the restart.
    next = Math.max(Date.now(), next + weather.delay(secondsBetweenKills));
    await pause(Math.min(next, end) - Date.now());
    await stack.killApp();
    await stack.startApp();
    kills++;
  }
}

async function observe(): Promise<Parameters<typeof findingsOf>[0]> {
  const { value: sessions, watchers } = await stack.simulator.sessions();
  return { accepted: [...accepted.values()], received, sessions, watchers, limit };
}

const heard = (): number =>
  Math.min(...Object.values(received).map((events) => new Set(events.map(({ id }) => id)).size));

async function report(): Promise<void> {
  const elapsed = Math.round(seconds - (end - Date.now()) / 1000);
  const { doubled, exceeded } = findingsOf(await observe());
  console.log(
    `${elapsed} s: ${kills} kills, ${accepted.size} alerts accepted, ${heard()} reported, ${doubled.length} doubled, limit exceeded ${exceeded.length} times`,
  );
}

console.log(`SOAK_SECONDS=${seconds} SOAK_SEED=${seed}`);
const reporting = setInterval(() => void report(), 60_000);
await Promise.all([sendBursts(), killAgainAndAgain()]);

const deadline = Date.now() + restSeconds * 1000;
while (heard() < accepted.size && Date.now() < deadline) await pause(1000);
// A session that is left over is deleted by one of the next two sweeps.
while ((await observe()).sessions.some(({ listed }) => listed) && Date.now() < deadline + 180_000) {
  await pause(1000);
}
clearInterval(reporting);

const findings = findingsOf(await observe());
for (const [kind, texts] of Object.entries(findings)) {
  for (const text of texts) console.log(`${kind}: ${text}`);
}
const counts = Object.entries(findings).map(([kind, { length }]) => [kind, length] as const);
console.log(
  JSON.stringify({
    seconds,
    seed,
    kills,
    deliveriesRefused,
    alerts: accepted.size,
    captures: [...accepted.values()].flatMap(({ machines }) => machines).length,
    ...Object.fromEntries(counts),
  }),
);
if (counts.some(([, count]) => count > 0)) process.exitCode = 1;
