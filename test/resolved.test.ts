import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Outcome } from '../src/captures/outcome.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start({ settings: { CAPTURE_TIME_LIMIT_SECONDS: '3600' } });
after(() => stack[Symbol.asyncDispose]());
const { client, simulator } = stack;

const resolved = (alert: string): string =>
  alert.replace('"monitorCondition":"Fired"', '"monitorCondition":"Resolved"');

const post = (alert: string): Promise<Response> =>
  client.call('alerts', { method: 'POST', body: alert });

const untilCapturing = (id: string): Promise<unknown> =>
  stack.waitForCapture(id, ({ targets }) =>
    targets.every((target) => 'stage' in target && target.stage === 'capturing'),
  );

describe('an alert that is resolved', () => {
  test('ends the captures of all its machines, with the reason in the outcome', async () => {
    const machines = [newMachine('web-01'), newMachine('web-02')];
    const alert = alertFor(...machines);
    const id = await client.postAlert(alert);
    await untilCapturing(id);
    const response = await post(resolved(alert));
    assert.equal(response.status, 202);
    assert.equal(((await response.json()) as { id: string }).id, id);

    const { view, notifications } = await stack.endOf(id);
    for (const outcome of view.targets as Outcome[]) {
      assert.ok(outcome.end === 'resolved', view.summary);
      assert.ok(outcome.resolvedAt !== undefined && 'url' in outcome.file);
      assert.ok((await stack.storage.download(outcome.file.url)).length > 24);
    }
    assert.equal(notifications.length, 1);
    assert.match(notifications[0]!.data.summary, /until the alert was resolved/);
    for (const machine of machines) {
      const sessions = await simulator.sessionsOf(machine);
      assert.deepEqual(
        sessions.map(({ listed }) => listed),
        [false],
      );
    }
  });

  test('resolved twice, ends them once', async () => {
    const alert = alertFor(newMachine('web-03'));
    const id = await client.postAlert(alert);
    await untilCapturing(id);
    await Promise.all([post(resolved(alert)), post(resolved(alert))]);
    const { view, notifications } = await stack.endOf(id);
    assert.equal((view.targets as Outcome[])[0]?.end, 'resolved');
    assert.equal(notifications.length, 1);
    const again = await post(resolved(alert));
    assert.equal(again.status, 200);
    assert.match(
      ((await again.json()) as { reason: string }).reason,
      /no capture of it is running/,
    );
  });

  test('starts no capture', async () => {
    const machine = newMachine('web-04');
    const response = await post(resolved(alertFor(machine)));
    assert.equal(response.status, 200);
    assert.match(((await response.json()) as { reason: string }).reason, /resolved/);
    assert.deepEqual(await simulator.sessionsOf(machine), []);
  });

  test('leaves its capture running when the operator wants that, and the outcome says so', async () => {
    await stack.killApp();
    await stack.startApp({ CAPTURE_ON_RESOLVED: 'continue', CAPTURE_TIME_LIMIT_SECONDS: '6' });
    const alert = alertFor(newMachine('web-05'));
    const id = await client.postAlert(alert);
    await untilCapturing(id);
    assert.equal((await post(resolved(alert))).status, 202);
    const { view, notifications } = await stack.endOf(id);
    const [outcome] = view.targets as Outcome[];
    assert.ok(outcome?.end === 'timeLimit', view.summary);
    assert.ok(outcome.resolvedAt !== undefined);
    assert.match(notifications[0]!.data.summary, /resolved at .* and the capture continued/);
  });
});
