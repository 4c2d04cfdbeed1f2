import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EntityContext, OrchestrationContext } from 'durable-functions';
import { createTestHost } from './index.ts';

const work = {
  *work(context: OrchestrationContext) {
    return (yield context.df.callActivity('step', context.df.getInput())) as unknown;
  },
};

describe('an instance of a test host', () => {
  test('is rewound after a failure', async () => {
    await using host = await createTestHost({
      orchestrators: work,
      activities: { step: (n: number) => n + 1 },
    });
    host.activity('step').onCall(1, { fail: 'not yet' });
    const instance = await host.start('work', 1);
    assert.equal((await instance.end()).status, 'Failed');
    await instance.rewind('try again');
    await instance.runUntil(({ status }) => status !== 'Failed');
    assert.equal(await instance.result(), 2);
  });

  test('is restarted with its input, as a new instance or under its own id', async () => {
    await using host = await createTestHost({
      orchestrators: work,
      activities: { step: (n: number) => n + 1 },
    });
    const first = await host.start('work', 1);
    await first.end();
    const second = await first.restart();
    assert.notEqual(second.id, first.id);
    assert.equal(await second.result(), 2);
    const again = await first.restart({ withNewId: false });
    assert.equal(again.id, first.id);
    assert.equal(await again.result(), 2);
    assert.equal(host.activity('step').calls.length, 3);
  });

  test('is gone after a purge', async () => {
    await using host = await createTestHost({
      orchestrators: work,
      activities: { step: (n: number) => n },
    });
    const instance = await host.start('work', 1);
    await assert.rejects(instance.purge(), { code: 'instance-running' });
    await instance.end();
    await instance.purge();
    assert.deepEqual(host.instances(), []);
  });
});

test('an entity of a test host receives signals', async () => {
  await using host = await createTestHost({
    entities: {
      counter: (context: EntityContext<number>) => {
        context.df.setState((context.df.getState() ?? 0) + Number(context.df.getInput()));
      },
    },
  });
  await host.signal('counter', 'a', 'add', 2);
  await host.signal('Counter', 'a', 'add', 3);
  await host.idle();
  assert.equal(host.entityState('counter', 'a'), 5);
  await assert.rejects(host.signal('nobody', 'a', 'add'), { code: 'unknown-entity' });
});
