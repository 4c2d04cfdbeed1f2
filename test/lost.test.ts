import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import type { Outcome } from '../src/captures/outcome.ts';
import type { CloudEvent } from '../src/notifications/cloud-event.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TaskHub } from './support/task-hub.ts';
import { TestStack } from './support/test-stack.ts';
import { waitFor } from './support/wait-for.ts';

const stack = await TestStack.start({
  settings: {
    CAPTURE_LIMIT: '1',
    CAPTURE_LIMIT_POLICY: 'wait',
    CAPTURE_TIME_LIMIT_SECONDS: '3600',
    CAPTURE_SWEEP_SECONDS: '1',
  },
});
after(() => stack[Symbol.asyncDispose]());
const { client, simulator, storage } = stack;
const hub = new TaskHub(stack.address);

const untilStage = (id: string, wanted: string): Promise<unknown> =>
  stack.waitForCapture(
    id,
    ({ targets: [target] }) => target !== undefined && 'stage' in target && target.stage === wanted,
  );

/** The notification of the instance that finishes the capture of another one. */
const finishOf = async (id: string): Promise<CloudEvent> => {
  const found = await waitFor(
    `the end of ${id}`,
    () =>
      (stack.listener.received as CloudEvent[]).filter((event) => event.id === `${id}:0:finish`),
    ({ length }) => length > 0,
  );
  assert.equal(found.length, 1);
  return found[0]!;
};

/** A running capture, and another that waits for its slot. */
async function oneRunsOneWaits(name: string) {
  const subscriptionId = randomUUID();
  const running = newMachine(`${name}-1`, subscriptionId);
  const first = await client.postAlert(alertFor(running));
  await untilStage(first, 'capturing');
  const second = await client.postAlert(alertFor(newMachine(`${name}-2`, subscriptionId)));
  await untilStage(second, 'waiting');
  return { subscriptionId, running, first, second };
}

describe('a capture whose instance was lost', { concurrency: true }, () => {
  for (const [what, lose] of [
    ['its instance was terminated', (id: string) => hub.terminate(id)],
    ['the instance of its machine was terminated', (id: string) => hub.terminate(`${id}:0`)],
    [
      'its instances were purged',
      async (id: string) => {
        await Promise.all([id, `${id}:0`].map((one) => hub.terminate(one)));
        await Promise.all([id, `${id}:0`].map((one) => hub.purge(one)));
      },
    ],
  ] as const) {
    test(`is finished when ${what}, and its slot is free`, async () => {
      const { subscriptionId, running, first, second } = await oneRunsOneWaits(
        `lost-${what.length}`,
      );
      await lose(first);
      const { data } = await finishOf(first);
      const [outcome] = data.captures;
      assert.ok(outcome?.end === 'stopped', data.summary);
      assert.match(outcome.warnings.join(), /that ran the capture was (terminated|purged)/);
      assert.ok('url' in outcome.file);
      assert.ok((await storage.download(outcome.file.url)).length > 24);
      assert.equal((await storage.blobsOf(running)).length, 3, 'the file and two documents');

      await untilStage(second, 'capturing');
      const { sessions, listed, peakListed } = (await simulator.watcherOf(subscriptionId))!;
      assert.deepEqual({ sessions, listed, peakListed }, { sessions: 2, listed: 1, peakListed: 1 });
      await client.call(`captures/${second}/stop`, { method: 'POST' });
      await stack.endOf(second);
    });
  }

  test('in the queue does not block those behind it', async () => {
    const { subscriptionId, first, second } = await oneRunsOneWaits('queue');
    const third = await client.postAlert(alertFor(newMachine('queue-3', subscriptionId)));
    await untilStage(third, 'waiting');
    await hub.terminate(second);
    const { data } = await finishOf(second);
    assert.match(data.summary, /still waiting for a session when its instance was terminated/);
    await client.call(`captures/${first}/stop`, { method: 'POST' });
    await untilStage(third, 'capturing');
    await client.call(`captures/${third}/stop`, { method: 'POST' });
    await stack.endOf(third);
  });

  test('names the alerts that were attached to it', async () => {
    const machine = newMachine('attached');
    const first = await client.postAlert(alertFor(machine));
    await untilStage(first, 'capturing');
    const second = await client.postAlert(alertFor(machine));
    await stack.endOf(second);
    await hub.terminate(first);
    const { data } = await finishOf(first);
    assert.ok(data.summary.includes(second));
  });

  test("does not include other clients' sessions, which count and are not touched", async () => {
    const subscriptionId = randomUUID();
    await simulator.addForeignSession({ name: 'alert-capture-by-hand', subscriptionId });
    const id = await client.postAlert(alertFor(newMachine('patient', subscriptionId)));
    await untilStage(id, 'waiting');
    const calls = await simulator.ledger({ session: 'alert-capture-by-hand' });
    assert.deepEqual(calls, []);
    await simulator.deleteSessionNamed('alert-capture-by-hand', subscriptionId);
    await untilStage(id, 'capturing');
    await client.call(`captures/${id}/stop`, { method: 'POST' });
    assert.equal(((await stack.endOf(id)).view.targets as Outcome[])[0]?.end, 'stopped');
  });
});
