import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EntityId, type OrchestrationContext } from 'durable-functions';
import { createTestHost, type TestHost } from './index.ts';

/** A parent with a child that runs one activity, which returns a new number each time. */
async function family(): Promise<TestHost> {
  let number = 0;
  return createTestHost({
    orchestrators: {
      *parent({ df }: OrchestrationContext) {
        return (yield df.callSubOrchestrator('child', 'given', 'c')) as unknown;
      },
      *child({ df }: OrchestrationContext) {
        return (yield df.callActivity('count', df.getInput())) as unknown;
      },
    },
    activities: { count: () => ++number },
  });
}

describe('a turn that is delivered again', () => {
  test('starts its child again after the end of the child', async () => {
    await using host = await family();
    host.redeliver({ instanceId: 'p', turn: 1 });
    const parent = await host.start('parent', null, 'p');
    assert.equal(await parent.result(), 1);
    await host.advance('59s');
    assert.equal(host.activity('count').calls.length, 1);
    await host.advance('1s');
    assert.deepEqual(
      host.activity('count').calls.map(({ input }) => input),
      ['given', 'given'],
    );
    assert.equal(host.instance('c').view().output, 2);
    assert.equal(parent.view().output, 1);
  });

  test('leaves a child alone that still runs', async () => {
    await using host = await family();
    host.activity('count').takes('90s');
    host.redeliver({ instanceId: 'p', turn: 1 });
    const parent = await host.start('parent', null, 'p');
    assert.equal(await parent.result(), 1);
    await host.advance('10m');
    assert.equal(host.activity('count').calls.length, 1);
  });

  test('leads to the second results when it lost the first', async () => {
    await using host = await family();
    host.redeliver({ instanceId: 'p', turn: 1, after: '30s', losesResults: true });
    const parent = await host.start('parent', null, 'p');
    assert.equal(await parent.result(), 2);
    const { createdAt, updatedAt } = parent.view();
    assert.equal(Date.parse(updatedAt) - Date.parse(createdAt), 30_000);
  });

  test('runs its activities again, whose results are lost or repeated', async () => {
    for (const losesResults of [false, true]) {
      await using host = await family();
      host.redeliver({ instanceId: 'c', turn: 1, losesResults });
      const child = await host.start('child', null, 'c');
      assert.equal(await child.result(), losesResults ? 2 : 1);
      await host.advance('2m');
      assert.equal(host.activity('count').calls.length, 2);
    }
  });

  test('is delivered again although the host crashes meanwhile', async () => {
    await using host = await family();
    host.redeliver({ instanceId: 'p', turn: 1, losesResults: true });
    const parent = await host.start('parent', null, 'p');
    await host.advance('10s');
    await host.crash();
    assert.equal(await parent.result(), 2);
  });

  test('is delivered again although the first commit of that fails', async () => {
    await using host = await family();
    host.redeliver({ instanceId: 'p', turn: 1 });
    await (await host.start('parent', null, 'p')).result();
    await host.advance('59s');
    host.failCommits([true]);
    await host.advance('3s');
    assert.equal(host.activity('count').calls.length, 2);
  });

  test('sends a call to an entity again', async () => {
    const operations: (string | undefined)[] = [];
    await using host = await createTestHost({
      orchestrators: {
        *caller({ df }: OrchestrationContext) {
          return (yield df.callEntity(new EntityId('log', 'k'), 'add', 1)) as unknown;
        },
      },
      entities: {
        log: ({ df }) => {
          operations.push(df.operationName);
          df.return(operations.length);
        },
      },
      alwaysReplay: false,
    });
    host.redeliver({ instanceId: 'i', turn: 1 });
    const caller = await host.start('caller', null, 'i');
    assert.equal(await caller.result(), 1);
    await host.advance('1m');
    assert.deepEqual(operations, ['add', 'add']);
  });
});

test('an instance starts again with the same id and input after its end', async () => {
  await using host = await family();
  host.startAgain({ instanceId: 'c', after: '5s' }).startAgain({ instanceId: 'p', after: '1m' });
  const parent = await host.start('parent', null, 'p');
  assert.equal(await parent.result(), 1);
  await host.advance('5s');
  assert.equal(host.instance('c').view().output, 2);
  assert.equal(parent.view().output, 1);
  await host.advance('1m');
  assert.equal(parent.view().output, 3);
});

test('a second start after a turn replaces an instance that runs', async () => {
  await using host = await family();
  host.activity('count').takes('90s');
  host.startAgain({ instanceId: 'c', turn: 1, after: '5s' });
  const parent = await host.start('parent', null, 'p');
  assert.equal(await parent.result(), 2, 'the result of the first run is dropped');
  const { createdAt, updatedAt } = host.instance('c').view();
  assert.equal(Date.parse(updatedAt) - Date.parse(createdAt), 90_000);
});

test('an activity runs again after its orchestration has ended', async () => {
  await using host = await family();
  host.activity('count').onCall(1, { runsAgainAfterEnd: '10s' });
  const child = await host.start('child', 'given', 'c');
  assert.equal(await child.result(), 1);
  await host.advance('9s');
  assert.equal(host.activity('count').calls.length, 1);
  await host.advance('1s');
  const { calls } = host.activity('count');
  assert.deepEqual([calls[1]?.instanceId, calls[1]?.input], ['c', 'given']);
  assert.equal(child.view().output, 1);
  await host.crash();
  await host.advance('1m');
  assert.equal(calls.length, 2, 'it leaves no work behind');
});

test('the status of an instance is unknown to clients for a while', async () => {
  await using host = await family();
  const child = await host.start('child', 'given', 'c');
  await child.result();
  const ask = () => host.fetch('/runtime/webhooks/durabletask/instances/c');
  host.hideStatus('c', '2s');
  const answer = await ask();
  assert.equal(answer.status, 500);
  const { name, runtimeStatus, createdTime } = (await answer.json()) as Record<string, unknown>;
  assert.deepEqual([name, runtimeStatus, createdTime], [null, 'Unknown', '0001-01-01T00:00:00Z']);
  assert.equal(child.status, 'Completed', 'the host itself knows it');
  await host.advance('2s');
  assert.equal((await ask()).status, 200);
});

test('a turn or a duration that does not exist is refused', async () => {
  await using host = await family();
  assert.throws(() => host.redeliver({ instanceId: 'p', turn: 0 }), RangeError);
  assert.throws(() => host.startAgain({ instanceId: 'p', turn: 0.5 }), RangeError);
  assert.throws(() => host.startAgain({ instanceId: 'p', after: 'soon' as never }), RangeError);
});
