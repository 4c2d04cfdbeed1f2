import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BlobServiceClient } from '@azure/storage-blob';
import { azuriteForTests } from 'processes';
import { accountId, machineId, startHarness, WATCHER } from './harness.ts';
import { parsePcap } from './pcap-parser.ts';

const SET = machineId('pool').replace('virtualMachines', 'virtualMachineScaleSets');
const instance = (number: string) => `${SET}/virtualMachines/${number}`;
const storageLocation = { storageId: accountId('captures') };

// Source of both: azure-powershell, recording TestPacketCaptureVMSS.
describe('the scope of a scale set', () => {
  for (const [client, sent] of [
    ['Azure CLI', ['0', '2']],
    ['Azure PowerShell', ['pool_0', 'pool_2']],
    ['REST', [instance('0'), instance('2')]],
  ] as const) {
    test(`is taken as ${client} sends it, and answered with full ids`, async (t) => {
      const { create, arm } = await startHarness(t);
      const scope = { include: sent, exclude: [] };
      const put = await create('one', { target: SET, targetType: 'AzureVMSS', scope });
      assert.equal(put.status, 201);
      const shown = { include: [instance('0'), instance('2')], exclude: [] };
      assert.deepEqual(put.body.properties.scope, shown);
      const get = await arm('GET', `${WATCHER}/packetCaptures/one`);
      assert.deepEqual(get.body.properties.scope, shown);
      const again = await create('one', { target: SET, targetType: 'AzureVMSS', scope });
      assert.equal(again.body.properties.provisioningState, 'Updating');
    });
  }

  test('leaves out what it excludes', async (t) => {
    const { create, admin } = await startHarness(t);
    await create('one', { target: SET, scope: { exclude: ['1'] } });
    const { body } = await admin('GET', '/sessions');
    assert.deepEqual(body.value[0]!.instances, ['0', '2']);
  });
});

test('each file of a session is a blob of its own', async (t) => {
  const azurite = await azuriteForTests();
  t.after(() => azurite.stop());
  const { create, arm, advance } = await startHarness(t, {
    blobConnectionString: azurite.connectionString,
  });
  const service = BlobServiceClient.fromConnectionString(azurite.connectionString);
  const filesOf = async (name: string) => {
    const { body } = await arm('GET', `${WATCHER}/packetCaptures/${name}`);
    const { storagePath } = body.properties.storageLocation;
    const [container = '', ...parts] = storagePath.slice(service.url.length + 1).split('/');
    const prefix = parts.join('/').replace(/\.cap$/, '');
    const client = service.getContainerClient(container);
    const found: Record<string, Buffer> = {};
    for await (const blob of client.listBlobsFlat({ prefix })) {
      const rest = blob.name.slice(prefix.length);
      found[rest] = await client.getBlobClient(blob.name).downloadToBuffer();
    }
    return found;
  };
  const folder = `${service.url}/captures/of/pool`;
  await create('set', { target: SET });
  await create('folder', {
    target: SET,
    storageLocation: { ...storageLocation, storagePath: folder },
  });
  await create('both', {
    storageLocation: { ...storageLocation, filePath: '/var/captures/a.cap' },
  });
  // Paths differ by their time, which is stopped here.
  await advance(1);
  const captureSettings = { fileCount: 3, fileSizeInBytes: 2000, sessionTimeLimitInSeconds: 60 };
  const ring = await create('ring', {
    timeLimitInSeconds: undefined,
    continuousCapture: true,
    captureSettings,
  });
  await advance(70);

  const set = await filesOf('set');
  assert.deepEqual(Object.keys(set), ['_0.cap', '_1.cap', '_2.cap']);
  assert.equal(new Set(Object.values(set).map(String)).size, 3);
  for (const file of Object.values(set)) assert.ok(parsePcap(file).packets.length > 0);
  assert.deepEqual(Object.keys(await filesOf('folder')), ['/0.cap', '/1.cap', '/2.cap']);
  assert.deepEqual(Object.keys(await filesOf('both')), ['.cap']);

  // Source: azure-powershell, recording TestPacketCaptureVMSSWithRingBuffer.
  const { properties } = ring.body;
  assert.deepEqual(properties.captureSettings, captureSettings);
  assert.deepEqual(
    [properties.timeLimitInSeconds, properties.totalBytesPerSession],
    [undefined, undefined],
  );
  const rotated = Object.values(await filesOf('ring'));
  assert.equal(rotated.length, 3);
  assert.ok(rotated.every((file) => file.length <= 2000 && parsePcap(file).packets.length > 0));
});
