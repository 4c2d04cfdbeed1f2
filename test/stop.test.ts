import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { countPackets } from '../commands/pcap-packets.ts';
import type { CaptureView } from '../src/views/capture-view.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start({ settings: { CAPTURE_TIME_LIMIT_SECONDS: '3600' } });
after(() => stack[Symbol.asyncDispose]());

const isCapturing = ({ targets: [target] }: CaptureView): boolean =>
  target !== undefined && 'stage' in target && target.stage === 'capturing';

async function stop(id: string): Promise<Response> {
  return stack.client.call(`captures/${id}/stop`, { method: 'POST' });
}

describe('a capture that runs', { concurrency: true }, () => {
  test('is stopped, and keeps what was captured', async () => {
    const machine = newMachine('web-01');
    const id = await stack.client.postAlert(alertFor(machine));
    await stack.waitForCapture(id, isCapturing);
    const response = await stop(id);
    assert.equal(response.status, 202);
    assert.deepEqual(await response.json(), { id, stopping: [machine] });

    const { view, notifications } = await stack.endOf(id);
    const [target] = view.targets;
    assert.ok(target !== undefined && 'end' in target && target.end === 'stopped', view.summary);
    assert.ok('url' in target.file);
    assert.ok(countPackets(await stack.storage.download(target.file.url)) > 0);
    assert.match(notifications[0]?.data.summary ?? '', /until a user stopped it/);

    const [session] = await stack.simulator.sessionsOf(machine);
    const calls = await stack.simulator.ledger({ session: session?.name ?? '' });
    assert.equal(calls.filter(({ operation }) => operation === 'packetCaptures.stop').length, 1);
    assert.equal(session?.listed, false);
  });

  test('may be stopped twice', async () => {
    const id = await stack.client.postAlert(alertFor(newMachine('web-02')));
    await stack.waitForCapture(id, isCapturing);
    const [first, second] = await Promise.all([stop(id), stop(id)]);
    assert.deepEqual([first.status, second.status], [202, 202]);
    assert.equal((await stack.endOf(id)).notifications.length, 1);
  });

  test('may be stopped through the Durable API too', async () => {
    const machine = newMachine('web-03');
    const id = await stack.client.postAlert(alertFor(machine));
    await stack.waitForCapture(id, isCapturing);
    const { app, systemKey } = stack.address;
    const raised = await fetch(
      `${app}/runtime/webhooks/durabletask/instances/${id}:0/raiseEvent/stop?code=${systemKey}`,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: 'null' },
    );
    assert.equal(raised.status, 202);
    const [target] = (await stack.endOf(id)).view.targets;
    assert.ok(target !== undefined && 'end' in target && target.end === 'stopped');
  });

  test('cannot be stopped once it has ended', async () => {
    const id = await stack.client.postAlert(alertFor(newMachine('web-04')));
    await stack.waitForCapture(id, isCapturing);
    await stop(id);
    await stack.endOf(id);
    const response = await stop(id);
    assert.equal(response.status, 409);
    const problem = (await response.json()) as { type: string };
    assert.equal(problem.type, 'urn:alert-capture:problem:capture-ended');
  });
});
