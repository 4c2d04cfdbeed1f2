import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { startNotificationListener } from '../commands/notification-listener.ts';
import type { Outcome } from '../src/captures/outcome.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

let busy = 1;
const teams = await startNotificationListener(0);
const slack = await startNotificationListener(0, () => (busy-- > 0 ? 503 : 200));
const gone = await startNotificationListener(0, () => 410);

const allowed = randomUUID();
const stack = await TestStack.start({
  settings: {
    CAPTURE_TIME_LIMIT_SECONDS: '1',
    CAPTURE_LINK_HOURS: '24',
    ALLOWED_SCOPES: `/subscriptions/${allowed}/resourceGroups/shop`,
    NOTIFY_TEAMS_URL: `${teams.url}/workflows/x`,
    NOTIFY_SLACK_URL: `${slack.url}/services/x ${gone.url}/services/y`,
  },
});
after(async () => {
  await stack[Symbol.asyncDispose]();
  await Promise.all([teams, slack, gone].map((listener) => listener.close()));
});

describe('several receivers', () => {
  test('are notified each in its format, and retried separately', async () => {
    const machine = newMachine('web-01', allowed);
    const { view, notifications } = await stack.endOf(
      await stack.client.postAlert(alertFor(machine)),
    );
    assert.deepEqual(
      view.deliveries?.map(({ receiver, state }) => [receiver, state]),
      [
        ['webhook', 'sent'],
        ['teams', 'sent'],
        ['slack', 'sent'],
        ['slack-2', 'failed'],
      ],
    );
    const failed = view.deliveries.at(-1);
    assert.ok(failed?.state === 'failed');
    assert.equal(failed.failure.code, 'NotificationRefused');
    assert.match(failed.failure.advice, /NOTIFY_SLACK_URL/);

    assert.equal(notifications.length, 1);
    assert.equal(teams.received.length, 1);
    assert.equal(slack.received.length, 2, 'the busy one is notified again');
    assert.equal(gone.received.length, 1, 'one that refuses is not');
    assert.match(JSON.stringify(teams.received), /"AdaptiveCard"/);
    assert.match(JSON.stringify(slack.received), /"blocks"/);
    assert.match(JSON.stringify(teams.received), /portal\.azure\.com\/#resource/);
  });

  test('get a link that reads the file for a limited time without sign-in', async () => {
    const machine = newMachine('web-02', allowed);
    const { view, notifications } = await stack.endOf(
      await stack.client.postAlert(alertFor(machine)),
    );
    const link = notifications[0]?.data.links[0]?.download ?? '';
    const expires = Date.parse(new URL(link).searchParams.get('se') ?? '');
    assert.ok(expires > Date.now() + 23 * 3_600_000 && expires < Date.now() + 25 * 3_600_000);
    const response = await fetch(link);
    assert.equal(response.status, 200);
    const [outcome] = view.targets as Outcome[];
    assert.ok(outcome?.end === 'timeLimit' && 'url' in outcome.file);
    assert.equal((await response.arrayBuffer()).byteLength, outcome.file.bytes);
    assert.equal((await fetch(link, { method: 'DELETE' })).status, 403);
  });
});

describe('outside of ALLOWED_SCOPES', { concurrency: true }, () => {
  test('nothing is captured, and the notification says so', async () => {
    const inside = newMachine('web-03', allowed);
    const outside = [
      newMachine('web-04'),
      newMachine('web-05', allowed).replace('/shop/', '/shop-2/'),
    ];
    const { view, notifications } = await stack.endOf(
      await stack.client.postAlert(alertFor(inside, ...outside)),
    );
    const outcomes = view.targets as Outcome[];
    assert.deepEqual(
      outcomes.map(({ vm, end }) => [vm, end]),
      [
        [inside, 'timeLimit'],
        [outside[0], 'skipped'],
        [outside[1], 'skipped'],
      ],
    );
    assert.match(notifications[0]?.data.summary ?? '', /web-04 lies outside of ALLOWED_SCOPES/);
    for (const machine of outside) {
      assert.deepEqual(await stack.simulator.sessionsOf(machine), []);
    }
  });

  test('nothing is captured when all machines are outside', async () => {
    const { view, notifications } = await stack.endOf(
      await stack.client.postAlert(alertFor(newMachine('web-06'))),
    );
    const [outcome] = view.targets as Outcome[];
    assert.ok(outcome?.end === 'skipped');
    assert.equal(outcome.reason.code, 'NotAllowed');
    assert.equal(notifications.length, 1);
  });

  test('computers are not looked up', async () => {
    const machine = newMachine('hidden-01');
    await stack.simulator.describeMachine({ id: machine });
    const alert = alertFor(
      `/subscriptions/${allowed}/resourcegroups/obs/providers/microsoft.operationalinsights/workspaces/law`,
    )
      .replace('"Metric"', '"Log"')
      .replace('"originAlertId"', '"configurationItems":["hidden-01"],"originAlertId"');
    const { view } = await stack.endOf(await stack.client.postAlert(alert));
    const [outcome] = view.targets as Outcome[];
    assert.ok(outcome?.end === 'failed');
    assert.equal(outcome.failure.code, 'ComputerNotFound');
  });
});
