import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Outcome } from '../src/captures/outcome.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start({
  settings: { CAPTURE_TIME_LIMIT_SECONDS: '3', CAPTURE_COOLDOWN_SECONDS: '6' },
});
after(() => stack[Symbol.asyncDispose]());
const { client, simulator } = stack;

const outcomesOf = async (id: string): Promise<Outcome[]> =>
  (await stack.endOf(id)).view.targets as Outcome[];

const alertNamed = (rule: string, ...machines: string[]): string =>
  alertFor(...machines).replace('outbound traffic above baseline', rule);

describe('one capture', { concurrency: true }, () => {
  test('is the only result of an alert, however often and fast it is delivered', async () => {
    const machine = newMachine('often');
    const alert = alertFor(machine);
    const ids = await Promise.all(Array.from({ length: 20 }, () => client.postAlert(alert)));
    assert.equal(new Set(ids).size, 1);
    const [id = ''] = ids;
    assert.equal((await stack.endOf(id)).notifications.length, 1);
    assert.equal((await simulator.sessionsOf(machine)).length, 1);
  });

  test('is the only result of an alert that fails at once and is delivered repeatedly', async () => {
    const machine = newMachine('often-stopped');
    await simulator.describeMachine({ name: 'often-stopped', powerState: 'deallocated' });
    const alert = alertFor(machine);
    const ids = await Promise.all(Array.from({ length: 20 }, () => client.postAlert(alert)));
    const [id = ''] = ids;
    await stack.endOf(id);
    assert.equal(await client.postAlert(alert), id);
    assert.equal((await stack.endOf(id)).notifications.length, 1);
  });

  test('answers all alerts for its machine, even at the same time', async () => {
    const machine = newMachine('shared');
    const rules = ['disk', 'net', 'cpu', 'mem'];
    const ids = await Promise.all(
      rules.map((rule) => client.postAlert(alertNamed(rule, machine.toUpperCase()))),
    );
    assert.equal(new Set(ids).size, rules.length);
    const outcomes = (await Promise.all(ids.map(outcomesOf))).flat();
    const owner = outcomes.findIndex(({ end }) => end === 'timeLimit');
    for (const [index, outcome] of outcomes.entries()) {
      if (index === owner) continue;
      assert.ok(outcome.end === 'attached');
      assert.equal(outcome.to.id, ids[owner]);
    }
    assert.equal((await simulator.sessionsOf(machine)).length, 1);

    const notifications = await Promise.all(
      ids.map(async (id) => (await stack.endOf(id)).notifications),
    );
    const [notification, ...others] = notifications.flat();
    assert.deepEqual(others, [], 'there is one message for all');
    assert.equal(notification?.id, ids[owner]);
    for (const rule of rules) assert.ok(JSON.stringify(notification).includes(`"${rule}`), rule);
    for (const id of ids) assert.ok(JSON.stringify(notification).includes(id));
  });

  test('of a shared machine does not affect the other machines of an alert', async () => {
    const [shared, own] = [newMachine('both'), newMachine('own')];
    const first = await client.postAlert(alertNamed('first', shared));
    await stack.waitForCapture(first, ({ targets: [target] }) => 'session' in target!);
    const second = await client.postAlert(alertNamed('second', shared, own));
    const { view, notifications } = await stack.endOf(second);
    assert.deepEqual(
      (view.targets as Outcome[]).map(({ end }) => end),
      ['attached', 'timeLimit'],
    );
    assert.match(
      notifications[0]?.data.summary ?? '',
      /is already being captured for the alert "first"/,
    );
    const summary = (await stack.endOf(first)).notifications[0]?.data.summary ?? '';
    assert.match(summary, /covers later alerts for the machine too: "second"/);
  });

  test('answers further alerts during the cooldown, and then no more', async () => {
    const machine = newMachine('cooling');
    const [last] = await outcomesOf(await client.postAlert(alertFor(machine)));
    assert.ok(last?.end === 'timeLimit');

    const { view, notifications } = await stack.endOf(await client.postAlert(alertFor(machine)));
    const [outcome] = view.targets as Outcome[];
    assert.ok(outcome?.end === 'cooldown', view.summary);
    // The traffic is summarized after the capture has answered.
    const { traffic, ...answered } = last;
    assert.ok(traffic);
    assert.deepEqual(outcome.last, answered);
    assert.match(
      notifications[0]?.data.summary ?? '',
      /captured a short while ago.*, \d\d:\d\d\S* UTC/,
    );
    assert.equal((await simulator.sessionsOf(machine)).length, 1);

    await stack.waitForOutcome(
      () => client.postAlert(alertFor(machine)),
      ({ end }) => end === 'timeLimit',
    );
    assert.equal((await simulator.sessionsOf(machine)).length, 2);
  });

  test('without a file has no cooldown', async () => {
    const machine = newMachine('fails-first');
    await simulator.addFault({
      kind: 'storage-failure',
      match: { target: 'fails-first' },
      times: 1,
    });
    const [first] = await outcomesOf(await client.postAlert(alertFor(machine)));
    assert.equal(first?.end, 'failed');
    const [second] = await outcomesOf(await client.postAlert(alertFor(machine)));
    assert.equal(second?.end, 'timeLimit');
  });
});
