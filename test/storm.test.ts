import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import type { Outcome } from '../src/captures/outcome.ts';
import { machineInstanceId } from '../src/captures/progress.ts';
import type { CaptureRequest } from '../src/captures/alert-capture.ts';
import type { CloudEvent } from '../src/notifications/cloud-event.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TaskHub } from './support/task-hub.ts';
import { TestStack } from './support/test-stack.ts';
import { waitFor } from './support/wait-for.ts';

const alertCount = 30;
const limit = 12;

const stack = await TestStack.start({
  settings: {
    CAPTURE_LIMIT: String(limit),
    CAPTURE_LIMIT_POLICY: 'wait',
    CAPTURE_WAIT_SECONDS: '180',
    CAPTURE_TIME_LIMIT_SECONDS: '1',
    CAPTURE_SWEEP_SECONDS: '1',
  },
});
after(() => stack[Symbol.asyncDispose]());
const { simulator } = stack;

/** Machines in one region, with an alert for each. */
function storm(subscriptionId: string) {
  const machines = Array.from({ length: alertCount }, (_, n) =>
    newMachine(`web-${n}`, subscriptionId),
  );
  return { machines, alerts: machines.map((machine) => alertFor(machine)) };
}

const postAll = (alerts: string[]): Promise<string[]> =>
  Promise.all(alerts.map((alert) => stack.client.postAlert(alert)));

/** Waits until this many of the captures were reported. That takes no request of the app, which is busy. */
const untilReported = (ids: readonly string[], count: number): Promise<unknown> =>
  waitFor(
    `${count} notifications`,
    () => new Set((stack.listener.received as CloudEvent[]).map(({ data }) => data.id)),
    (reported) => ids.filter((id) => reported.has(id)).length >= count,
  );

const outcomeOf = async (id: string): Promise<Outcome | undefined> =>
  (await stack.endOf(id)).view.targets[0] as Outcome;

/** Waits until this number of sessions was created in a subscription. */
const untilCreated = (subscriptionId: string, count: number): Promise<unknown> =>
  waitFor(
    `${count} sessions`,
    async () => (await simulator.watcherOf(subscriptionId))?.sessions ?? 0,
    (sessions) => sessions >= count,
  );

async function putsThatCount(subscriptionId: string): Promise<number> {
  const puts = await simulator.ledger({ method: 'PUT', counted: 'true' });
  return puts.filter(({ path }) => path.includes(subscriptionId)).length;
}

/**
 * The times when an alert arrived, when its capture entered the queue, if it did, and when it was
 * granted a slot, from the answers to its requests in its history.
 */
async function waitForSession(hub: TaskHub, captureId: string) {
  const { input } = (await hub.history(captureId)) as { input: CaptureRequest };
  const target = await hub.history(machineInstanceId(captureId, 0));
  const events = target?.['historyEvents'] as { Input?: string; Timestamp: string }[];
  const firstAnswer = (state: string) =>
    events.find((event) => event.Input?.includes(`{\\"state\\":\\"${state}\\"`))?.Timestamp;
  const grantedAt = firstAnswer('granted');
  assert.ok(grantedAt !== undefined);
  return { arrivedAt: input.arrivedAt, queuedAt: firstAnswer('waiting'), grantedAt };
}

describe('thirty alerts at once, with a limit of twelve captures', () => {
  test('are all captured, in order of arrival, despite kills', async () => {
    const subscriptionId = randomUUID();
    const { machines, alerts } = storm(subscriptionId);
    const ids = await postAll(alerts);
    for (const count of [5, 10, 20]) {
      await untilCreated(subscriptionId, count);
      await stack.killApp();
      await stack.startApp();
    }
    await untilReported(ids, ids.length);
    const ends = await Promise.all(ids.map(outcomeOf));
    assert.deepEqual(
      ends.map((outcome) => outcome?.end),
      machines.map(() => 'timeLimit'),
    );
    const { peakListed, sessions, listed } = (await simulator.watcherOf(subscriptionId))!;
    assert.deepEqual(
      { peakListed, sessions, listed },
      { peakListed: limit, sessions: alertCount, listed: 0 },
    );

    assert.equal(await putsThatCount(subscriptionId), alertCount, 'one PUT for each');
    const hub = new TaskHub(stack.address);
    const waits = await Promise.all(ids.map((id) => waitForSession(hub, id)));
    assert.ok(waits.filter(({ queuedAt }) => queuedAt !== undefined).length > 15);
    for (const { arrivedAt, queuedAt, grantedAt } of waits) {
      if (queuedAt === undefined) continue;
      const overtakers = waits.filter(
        (later) =>
          later.arrivedAt > arrivedAt && later.grantedAt > queuedAt && later.grantedAt < grantedAt,
      );
      assert.deepEqual(overtakers, []);
    }
    for (const id of ids) {
      const notifications = stack.notificationsOf(id);
      // A delivery in progress at a kill is repeated with the same event id, which a receiver can drop.
      const events = new Set(notifications.map(({ id, time }) => `${id} ${time}`));
      assert.deepEqual([...events], [`${id} ${notifications[0]?.time}`]);
    }
  });

  test('are captured or skipped at once when none may wait', async () => {
    await stack.killApp();
    await stack.startApp({ CAPTURE_LIMIT_POLICY: 'skip', CAPTURE_TIME_LIMIT_SECONDS: '3600' });
    const subscriptionId = randomUUID();
    const ids = await postAll(storm(subscriptionId).alerts);
    await untilReported(ids, ids.length - limit);
    const running = await waitFor(
      'the ends of the others',
      async () => {
        const views = await Promise.all(ids.map((id) => stack.client.capture(id)));
        return views.filter(({ state }) => state !== 'ended').map(({ id }) => id);
      },
      (left) => left.length <= limit,
    );
    assert.equal(running.length, limit);
    assert.equal((await simulator.watcherOf(subscriptionId))?.peakListed, limit);
    for (const id of running) await stack.client.call(`captures/${id}/stop`, { method: 'POST' });
    await untilReported(ids, ids.length);
    const ends = await Promise.all(ids.map(outcomeOf));
    assert.equal(ends.filter((outcome) => outcome?.end === 'stopped').length, limit);
    const skipped = ends.filter((outcome) => outcome?.end === 'skipped');
    assert.equal(skipped.length, alertCount - limit);
    for (const { reason } of skipped) {
      assert.equal(reason.code, 'LimitReached');
      assert.match(reason.message, /holds 12 sessions, and CAPTURE_LIMIT is 12/);
    }
    for (const id of ids) assert.equal(stack.notificationsOf(id).length, 1);
  });
});
