import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RestError } from '@azure/core-rest-pipeline';
import { accountId, machineId, startHarness } from './harness.ts';
import { armClient } from './arm-client.ts';

const names = ['NetworkWatcherRG', 'NetworkWatcher_westeurope', 'capture-1'] as const;
const capture = {
  target: machineId('web-1'),
  timeLimitInSeconds: 60,
  storageLocation: { storageId: accountId('captures') },
};

test('the ordinary client creates, polls, queries, stops, lists and deletes', async (t) => {
  const { url, advance } = await startHarness(t);
  const client = armClient(url);

  const creation = client.packetCaptures.create(...names, capture, { updateIntervalInMs: 1 });
  await creation.submitted();
  const first = await creation.poll();
  assert.equal(first.status, 'running');
  await advance(10);
  await creation.poll();
  assert.equal(creation.isDone, true);
  assert.equal(creation.result?.provisioningState, 'Succeeded');
  assert.equal(creation.result.timeLimitInSeconds, 60);

  const query = client.packetCaptures.getStatus(...names);
  await query.submitted();
  await advance(10);
  await query.poll();
  assert.equal(query.result?.packetCaptureStatus, 'Running');
  assert.equal(query.result.stopReason, undefined);

  const stop = client.packetCaptures.stop(...names);
  await stop.submitted();
  await advance(10);
  await stop.poll();
  assert.equal(stop.isDone, true);

  const stopped = await client.packetCaptures.getStatus(...names);
  assert.equal(stopped.packetCaptureStatus, 'Stopped');
  assert.equal(stopped.stopReason, 'Manual');

  const listed = [];
  for await (const one of client.packetCaptures.list(names[0], names[1])) listed.push(one.name);
  assert.deepEqual(listed, ['capture-1']);

  const deletion = client.packetCaptures.delete(...names);
  await deletion.submitted();
  await advance(10);
  await deletion.poll();
  await assert.rejects(client.packetCaptures.get(...names), (error) => {
    assert.ok(error instanceof RestError);
    assert.equal(error.statusCode, 404);
    assert.equal(error.code, 'NotFound');
    return true;
  });
});

test('the client lists watchers, for a subscription and for a group', async (t) => {
  const { url } = await startHarness(t);
  const client = armClient(url);
  for (const pages of [client.networkWatchers.listAll(), client.networkWatchers.list(names[0])]) {
    const found = [];
    for await (const watcher of pages) found.push([watcher.name, watcher.location]);
    assert.deepEqual(found, [['NetworkWatcher_westeurope', 'westeurope']]);
  }
});

test('the client retries throttling, a 503 and a reset, and the PUT counts once', async (t) => {
  const { url, admin } = await startHarness(t);
  await admin('PUT', '/clock', { instant: true });
  await admin('PUT', '/faults', [
    { kind: 'throttle', retryAfterSeconds: 0, times: 1 },
    { kind: 'server-error', status: 503, after: 1, times: 1 },
    { kind: 'connection-reset', when: 'after', after: 2, times: 1 },
  ]);
  const created = await armClient(url).packetCaptures.create(...names, capture);
  assert.equal(created.provisioningState, 'Succeeded');
  const { body } = await admin('GET', '/ledger?operation=packetCaptures.create');
  assert.deepEqual(
    body.value.map((entry) => entry.status),
    [429, 503, undefined, 201],
  );
  assert.equal((await admin('GET', '/ledger?counted=true')).body.count, 1);
});
