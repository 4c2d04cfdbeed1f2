import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { FakeAnswer, FakeArm } from '../test-support/fake-arm.ts';
import { startFakeArm } from '../test-support/fake-arm.ts';
import { armGet, armList } from './arm-request.ts';
import { armUrl, segmentsOf } from './arm-url.ts';
import { blobClient } from './blob-client.ts';
import { lookAtCreate, followCreate } from './create-operations.ts';
import { packetCaptures } from './network-client.ts';

const subscriptionId = '7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';
const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const account = `${group}/providers/Microsoft.Storage/storageAccounts/captures`;
const vm = armUrl(segmentsOf(`${group}/providers/Microsoft.Compute/virtualMachines/vm-1`), {});

/** Fake Resource Manager and storage account, and a server that must receive no requests. */
let real: FakeArm;
let foreign: FakeArm;
let answer: FakeAnswer;

before(async () => {
  real = await startFakeArm(() => answer);
  foreign = await startFakeArm(() => ({ status: 200, body: { value: [] } }));
  Object.assign(process.env, {
    CAPTURE_STORAGE_ACCOUNT_ID: account,
    LOCAL_ARM_ENDPOINT: real.url,
    LOCAL_STORAGE_CONNECTION_STRING: `AccountName=a;AccountKey=a2V5;BlobEndpoint=${real.url}/a`,
  });
});
beforeEach(() => {
  real.asked.length = 0;
});
after(async () => {
  assert.deepEqual(foreign.asked, []);
  await real.close();
  await foreign.close();
});

describe('a request to Resource Manager goes to no other host', () => {
  test('by the link to the next page', async () => {
    answer = { status: 200, body: { value: [1], nextLink: `${foreign.url}/next` } };
    await assert.rejects(armList(subscriptionId, vm), { code: 'ForeignOrigin' });
    assert.equal(real.asked.length, 1);
  });

  test('by a redirect', async () => {
    answer = { status: 307, headers: { location: `${foreign.url}/x` } };
    await assert.rejects(armGet(subscriptionId, vm), { statusCode: 307 });
    assert.equal(real.asked.length, 1);
  });

  test('by the URL of a long-running operation', async () => {
    const session = {
      watcher: {
        id: `${group}/providers/Microsoft.Network/networkWatchers/nw`,
        subscriptionId,
        resourceGroup: 'rg',
        name: 'nw',
        location: 'westeurope',
      },
      name: 's',
    };
    answer = {
      status: 201,
      body: { name: 's', properties: { provisioningState: 'Updating' } },
      headers: { 'azure-asyncoperation': `${foreign.url}/operations/1` },
    };
    const [operations, names] = await packetCaptures(session);
    const operation = operations.create(...names, { target: 'x', storageLocation: {} });
    await operation.submitted();
    followCreate(session, operation);
    await assert.rejects(lookAtCreate(session), { code: 'ForeignOrigin' });
    assert.equal(real.asked.length, 1);
  });
});

test('a request to Blob Storage follows no redirect', async () => {
  answer = { status: 307, headers: { location: `${foreign.url}/x` } };
  const blob = await blobClient(`${real.url}/a/logs/x.cap`, account);
  await assert.rejects(blob.getProperties(), { statusCode: 307 });
  assert.equal(real.asked.length, 1);
});

test('the key of the local storage is used only below its endpoint', async () => {
  for (const url of [`${real.url}/ab/x`, `${real.url}@example.com/a/x`, `${foreign.url}/a/x`]) {
    await assert.rejects(blobClient(url, account), { code: 'ForeignBlob' }, url);
  }
});
