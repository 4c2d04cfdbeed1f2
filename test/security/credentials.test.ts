import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startAppHost } from '../../commands/app-host.ts';
import { startNotificationListener } from '../../commands/notification-listener.ts';
import { waitFor } from '../support/wait-for.ts';
import { startForeignServer } from './foreign-server.ts';
import { stateVersion } from '../../src/captures/state-version.ts';
import { startIdentityEndpoint } from './identity-endpoint.ts';

/*
 * An attacker with the system key of the Durable extension starts orchestrations with inputs of
 * their own, so that the app sends its tokens to their server. The app has no local endpoints here, so
 * its tokens are those of a managed identity.
 */

const running = new AsyncDisposableStack();
after(() => running.disposeAsync());
const foreign = running.use(await startForeignServer());
const identity = running.use(await startIdentityEndpoint());
const receiver = await startNotificationListener(0);
running.defer(receiver.close);
const stateDirectory = await mkdtemp(join(tmpdir(), 'alert-capture-security-'));
running.defer(() => rm(stateDirectory, { recursive: true, force: true }));

const subscriptionId = '7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';
const elsewhere = '99999999-2b6d-4c1e-9a53-0d5c2f7e8b11';
const group = (subscription: string): string =>
  `/subscriptions/${subscription}/resourceGroups/shop`;
const machineIn = (subscription: string) => ({
  id: `${group(subscription)}/providers/Microsoft.Compute/virtualMachines/web-01`,
  subscriptionId: subscription,
  resourceGroup: 'shop',
  name: 'web-01',
});
const storageAccountId = `${group(subscriptionId)}/providers/Microsoft.Storage/storageAccounts/captures`;

const app = await startAppHost({
  port: 0,
  stateDirectory,
  env: {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ...identity.env,
    NODE_EXTRA_CA_CERTS: foreign.certificateFile,
    NODE_OPTIONS: `--import=${import.meta.resolve('./loopback-only.ts')}`,
    CAPTURE_STORAGE_ACCOUNT_ID: storageAccountId,
    CAPTURE_LINK_HOURS: '1',
    ALLOWED_SCOPES: group(subscriptionId),
    NOTIFY_URL: receiver.url,
  },
});
running.defer(app.stop);

/** Starts an orchestration through the management API and returns its status at the end. */
async function attack(orchestrator: string, input: object): Promise<string> {
  const { app: url, systemKey } = app.ready;
  const key = `code=${encodeURIComponent(systemKey)}`;
  const hub = `${url}/runtime/webhooks/durabletask`;
  const response = await fetch(`${hub}/orchestrators/${orchestrator}?${key}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version: stateVersion, ...input }),
  });
  assert.equal(response.status, 202);
  const { id } = (await response.json()) as { id: string };
  const status = async (): Promise<{ runtimeStatus: string }> =>
    (await (await fetch(`${hub}/instances/${id}?${key}`)).json()) as { runtimeStatus: string };
  const isOver = ({ runtimeStatus }: { runtimeStatus: string }): boolean =>
    ['Completed', 'Failed'].includes(runtimeStatus);
  return JSON.stringify(await waitFor(`the end of ${orchestrator}`, status, isOver));
}

const firedAt = '2026-11-20T02:14:00.000Z';
const plan = {
  storageAccountId,
  timeLimitSeconds: 1,
  bytesPerPacket: 0,
  totalBytes: 1000,
  graceSeconds: 1,
};
const policy = {
  limitPolicy: 'skip',
  waitSeconds: 1,
  cooldownSeconds: 0,
  onResolved: 'stop',
  installAgent: true,
};
const alert = { identity: 'a', rule: 'r', condition: 'fired', firedAt };
const capture = (vm: object): object => ({
  vm,
  plan,
  policy,
  alert,
  captureId: 'alert-capture-1',
  arrivedAt: firedAt,
});

const report = (url: string): object => ({
  id: 'alert-capture-1',
  alert,
  plan,
  captures: [
    {
      vm: machineIn(subscriptionId).id,
      warnings: [],
      end: 'timeLimit',
      endedAt: firedAt,
      file: { url, bytes: 1, metadataUrl: `${url}.json` },
    },
  ],
  warnings: [],
  startedAt: firedAt,
  endedAt: firedAt,
});

describe('the token of Resource Manager is not sent elsewhere by a resource id', () => {
  const names = { subscriptionId, resourceGroup: 'shop', name: 'vm' };
  const targets: Record<string, object> = {
    'with a host in it': { id: `@${foreign.host}/vm`, ...names },
    'of a scale set with a host in it': { id: `@${foreign.host}/vm`, ...names, instances: [] },
    'whose parts are others': { ...machineIn(subscriptionId), id: `@${foreign.host}/vm` },
    'that climbs out of its place': {
      ...machineIn(subscriptionId),
      id: `${machineIn(subscriptionId).id}/../../@${foreign.host}`,
    },
  };
  for (const [title, vm] of Object.entries(targets)) {
    test(title, async () => {
      const status = await attack('captureMachine', capture(vm));
      assert.match(status, /vm(\.\w+)? is wrong/);
      assert.deepEqual(foreign.received, []);
      assert.equal(foreign.connections(), 0);
    });
  }

  test('outside of ALLOWED_SCOPES', async () => {
    const { id, ...names } = machineIn(subscriptionId);
    const set = { id: id.replace('virtualMachines', 'virtualMachineScaleSets'), ...names };
    const other = machineIn(elsewhere);
    for (const vm of [
      other,
      {
        ...other,
        id: other.id.replace('virtualMachines', 'virtualMachineScaleSets'),
        instances: [],
      },
    ]) {
      assert.match(await attack('captureMachine', capture(vm)), /NotAllowed/);
    }
    const instances = [`${set.id}/virtualMachines/1`, `${group(elsewhere)}/x/y/virtualMachines/2`];
    assert.match(await attack('captureMachine', capture({ ...set, instances })), /vm is wrong/);
  });

  test('and none was requested', () => {
    assert.deepEqual(identity.asked, []);
  });
});

describe('the token of Storage is not sent elsewhere by the URL of a file', () => {
  const hosts = {
    'on another host': foreign.host,
    'with the name of the account before the host': `captures.blob.core.windows.net@${foreign.host}`,
  };
  for (const [title, host] of Object.entries(hosts)) {
    test(title, async () => {
      const sent = receiver.received.length;
      const input = { receiver: 'webhook', report: report(`https://${host}/x.cap`) };
      assert.match(await attack('deliverReport', input), /"state":"sent"/);
      assert.match(JSON.stringify(receiver.received.slice(sent)), /ForeignBlob/);
      assert.deepEqual(foreign.received, []);
      assert.equal(foreign.connections(), 0);
    });
  }

  test('and none was requested', () => {
    assert.deepEqual(identity.asked, []);
  });
});

test('a token is sent where it may be, so the tests above can fail', async () => {
  const url = 'https://captures.blob.core.windows.net/logs/x.cap';
  await attack('deliverReport', { receiver: 'webhook', report: report(url) });
  assert.deepEqual(identity.asked, ['https://storage.azure.com']);
});
