import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrchestrationContext, Task } from 'durable-functions';
import { EventType } from '../model/history-event.ts';
import type { Recording } from '../replay/recording.ts';
import { createTestHost, type TestHostOptions } from './index.ts';

type Story = Generator<Task, unknown, unknown>;

const DAY = 24 * 60 * 60 * 1000;

function* deploy(context: OrchestrationContext): Story {
  const { df } = context;
  const checked = yield df.callActivity('check', { build: 17 });
  if (checked !== 'green') return { rejected: checked };
  const approval = df.waitForExternalEvent('Approval');
  const timeout = df.createTimer(new Date(df.currentUtcDateTime.getTime() + 2 * DAY));
  const audit = df.callActivity('audit', { build: 17 });
  const decision = df.Task.any([approval, timeout]);
  yield df.Task.all([decision, audit]);
  const audited = audit.result;
  if (decision.result === timeout) return { timedOut: audited };
  timeout.cancel();
  const released = yield df.callSubOrchestrator('release', { by: approval.result });
  return { released, audited };
}

function* release(context: OrchestrationContext): Story {
  return yield context.df.callActivity('publish', context.df.getInput());
}

const app = (): TestHostOptions => ({
  orchestrators: { deploy, release },
  activities: {
    check: () => 'green',
    audit: () => 'clean',
    publish: (input: unknown) => ({ published: input }),
  },
});

async function recordLastNight(): Promise<Recording> {
  await using host = await createTestHost({ ...app(), clock: { start: '2026-04-01T22:00:00Z' } });
  host.activity('audit').takes('1h');
  const instance = await host.start('deploy', null, 'deploy-17');
  await host.advance('10m');
  await instance.raise('Approval', 'Ann');
  await instance.result();
  return instance.record();
}

const recording = await recordLastNight();
const at = (type: number) => recording.history.findIndex((each) => each.EventType === type);

describe('a fork of a recorded history', () => {
  test('continues with another result', async () => {
    await using host = await createTestHost(app());
    const fork = { event: at(EventType.TaskCompleted), result: 'red' };
    const instance = await host.fork(recording, fork);
    assert.deepEqual(await instance.result(), { rejected: 'red' });
    assert.equal(instance.id, 'deploy-17');
    assert.equal(host.activity('check').calls.length, 0);
    assert.equal(instance.history()[0]?.Timestamp, '2026-04-01T22:00:00.000Z');
  });

  test('continues with a failure', async () => {
    await using host = await createTestHost(app());
    const fork = { event: at(EventType.TaskCompleted), fail: 'no agent' };
    const { status, output } = await (await host.fork(recording, fork)).end();
    assert.equal(status, 'Failed');
    assert.match(String(output), /Activity function 'check' failed: {2}no agent/);
  });

  test('continues with other data of an external event, and runs the open activities with their inputs', async () => {
    await using host = await createTestHost(app());
    const fork = { event: at(EventType.EventRaised), result: 'Bob' };
    const instance = await host.fork(recording, fork);
    const result = await instance.result();
    assert.deepEqual(result, { released: { published: { by: 'Bob' } }, audited: 'clean' });
    assert.deepEqual(
      host.activity('audit').calls.map(({ input }) => input),
      [{ build: 17 }],
    );
    assert.equal(host.activity('publish').calls.length, 1);
  });

  test('continues against fakes, in virtual time, with the open timers', async () => {
    await using host = await createTestHost(app());
    host.activity('audit').fake(() => 'dirty', { takes: '3d' });
    const completed = at(EventType.TaskCompleted);
    const instance = await host.fork(recording, { event: completed });
    assert.deepEqual(await instance.result(), { timedOut: 'dirty' });
    assert.equal(new Date(host.clock.now()).toISOString(), '2026-04-04T22:00:00.000Z');
  });

  test('must be at an event that completes something', async () => {
    await using host = await createTestHost(app());
    await assert.rejects(host.fork(recording, { event: 2 }), {
      code: 'unknown-event',
      message: /Event 2 is TaskScheduled; a history can be forked .*: at 5, /,
    });
    await assert.rejects(host.fork(recording, { event: 999 }), /Event 999 does not exist/);
  });

  test('is refused when the code does not match up to the fork', async () => {
    function* other(context: OrchestrationContext): Story {
      return yield context.df.callActivity('publish', 1);
    }
    await using host = await createTestHost({
      ...app(),
      orchestrators: { deploy: other, release },
    });
    const fork = { event: at(EventType.EventRaised) };
    await assert.rejects(host.fork(recording, fork), { code: 'NON_DETERMINISM' });
  });
});
