import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Outcome } from '../src/captures/outcome.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start({
  settings: { CAPTURE_TIME_LIMIT_SECONDS: '3', CAPTURE_GRACE_SECONDS: '2' },
});
after(() => stack[Symbol.asyncDispose]());
const { client, simulator, storage } = stack;

interface Case {
  end: Outcome['end'];
  /** Expected text of the notification. */
  summary: RegExp;
  /** Runs before the alert is sent. */
  arrange?: (machine: string) => Promise<unknown>;
  /** Runs when the session is capturing. */
  during?: (id: string, alert: string, machine: string) => Promise<unknown>;
  hasFile: boolean;
}

const nameOf = (machine: string): string => machine.split('/').at(-1) ?? '';

const stop = (id: string): Promise<unknown> =>
  client.call(`captures/${id}/stop`, { method: 'POST' });

const cases: Case[] = [
  {
    end: 'timeLimit',
    summary: /was captured until the time limit: [\d.]+ (?:bytes|[KM]B)\S*, \d\d:\d\d/,
    hasFile: true,
  },
  {
    end: 'stopped',
    summary: /was captured until a user stopped it: [\d.]+ (?:bytes|[KM]B)/,
    during: stop,
    hasFile: true,
  },
  {
    end: 'resolved',
    summary: /was captured until the alert was resolved: [\d.]+ (?:bytes|[KM]B)/,
    during: (_, alert) =>
      client.call('alerts', { method: 'POST', body: alert.replace('"Fired"', '"Resolved"') }),
    hasFile: true,
  },
  {
    end: 'failed',
    summary: /failed in queryCapture \(AgentStopped\).*Check that the machine runs/,
    arrange: (machine) =>
      simulator.addFault({
        kind: 'session-error',
        match: { target: nameOf(machine) },
        errors: ['AgentStopped'],
        afterSeconds: 1,
      }),
    hasFile: false,
  },
  {
    end: 'lost',
    summary: /failed in queryCapture \(SessionNotFound\).*disappeared/,
    arrange: (machine) =>
      simulator.addFault({
        kind: 'session-vanishes',
        match: { target: nameOf(machine) },
        afterSeconds: 1,
      }),
    hasFile: false,
  },
];

/** True for every end: one notification, one session, which is deleted, and a file with its document. */
async function checkEnd(
  id: string,
  machine: string,
  { end, summary, hasFile }: Case,
): Promise<void> {
  const { view, notifications } = await stack.endOf(id);
  const [outcome] = view.targets as Outcome[];
  assert.equal(outcome?.end, end, view.summary);
  assert.equal(notifications.length, 1);
  assert.match(notifications[0]!.data.summary, summary);
  assert.deepEqual(notifications[0]!.data.captures, [outcome]);

  const sessions = await simulator.sessionsOf(machine);
  assert.deepEqual(
    sessions.map(({ listed }) => listed),
    [false],
    'the session is deleted',
  );
  assert.equal('file' in outcome, hasFile);
  if (!('file' in outcome) || !outcome.file || !('url' in outcome.file)) return;
  const { url, bytes, metadataUrl = '' } = outcome.file;
  assert.equal((await storage.download(url)).length, bytes);
  const document = JSON.parse((await storage.download(metadataUrl)).toString()) as Record<
    string,
    unknown
  >;
  assert.deepEqual(
    { vm: document.vm, end: document.end, watcher: document.watcher, file: document.file },
    { vm: machine, end, watcher: outcome.watcher, file: { url, bytes } },
  );
  assert.ok('alert' in document && 'plan' in document);
}

async function runCase(one: Case): Promise<void> {
  const machine = newMachine(`ends-${one.end.toLowerCase()}`);
  await one.arrange?.(machine);
  const alert = alertFor(machine);
  const id = await client.postAlert(alert);
  if (one.during !== undefined) {
    await stack.waitForCapture(
      id,
      ({ targets: [target] }) =>
        target !== undefined && 'stage' in target && target.stage === 'capturing',
    );
    await one.during(id, alert, machine);
  }
  await checkEnd(id, machine, one);
}

describe('a capture ends with its reason', { concurrency: true }, () => {
  for (const one of cases) test(one.end, () => runCase(one));
});

describe('a capture ends with its reason when', () => {
  test('it reaches its byte limit', async () => {
    await stack.killApp();
    await stack.startApp({ CAPTURE_TOTAL_BYTES: '2000', CAPTURE_TIME_LIMIT_SECONDS: '3600' });
    await runCase({
      end: 'byteLimit',
      summary: /was captured until the byte limit: [\d.]+ (?:bytes|[KM]B)/,
      hasFile: true,
    });
  });

  test('its session exceeds its time limit, and the app stops it', async () => {
    await stack.killApp();
    await stack.startApp();
    await simulator.setClock({ scale: 0.001 });
    await runCase({ end: 'timedOut', summary: /exceeded its time limit/, hasFile: true });
    await simulator.setClock({ scale: 1 });
  });
});

test('a failed capture is cleaned up when the app is killed in the meantime', async () => {
  const machine = newMachine('killed-failing');
  const target = 'killed-failing';
  await simulator.addFault({ kind: 'session-error', match: { target }, afterSeconds: 1 });
  await simulator.addFault({
    kind: 'slow',
    milliseconds: 1_000,
    match: { operation: 'packetCaptures.delete' },
    times: 1,
  });
  const id = await client.postAlert(alertFor(machine));
  await stack.waitForCapture(
    id,
    ({ targets: [one] }) => one !== undefined && 'stage' in one && one.stage === 'cleaning',
  );
  await stack.killApp();
  await stack.startApp();
  await checkEnd(id, machine, { end: 'failed', summary: /CaptureFailed/, hasFile: false });
});
