import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SUBSCRIPTION } from './arm-client.ts';
import { accountId, machineId, pathOf, startHarness } from './harness.ts';

const VIEW = '?$expand=instanceView';
const EXTENSION = `${machineId('web-1')}/extensions/AzureNetworkWatcherExtension`;

test('a machine that was never described is running, with the agent, in westeurope', async (t) => {
  const { arm } = await startHarness(t);
  const { status, body } = await arm('GET', machineId('Some-VM') + VIEW);
  assert.equal(status, 200);
  assert.deepEqual([body.name, body.location], ['Some-VM', 'westeurope']);
  const { statuses, extensions } = body.properties.instanceView;
  assert.ok(statuses.some((one) => one.code === 'PowerState/running'));
  assert.equal(extensions[0]!.type, 'Microsoft.Azure.NetworkWatcher.NetworkWatcherAgentLinux');
  assert.equal(body.resources[0]!.properties.type, 'NetworkWatcherAgentLinux');
  const plain = await arm('GET', machineId('Some-VM'));
  assert.equal(plain.body.properties.instanceView, undefined);
});

test('a description applies to one machine or to all with a name', async (t) => {
  const { arm, admin } = await startHarness(t);
  await admin('PUT', '/virtual-machines', { name: 'db', powerState: 'stopped', os: 'Windows' });
  await admin('PUT', '/virtual-machines', { id: machineId('db'), location: 'uksouth' });
  const other = machineId('DB').replace('Web-RG', 'Other');
  const stopped = await arm('GET', `${other}/instanceView`);
  assert.ok(stopped.body.statuses.some((one) => one.code === 'PowerState/stopped'));
  assert.equal((await arm('GET', machineId('DB'))).body.location, 'uksouth');
  await admin('PUT', '/virtual-machines', { id: machineId('gone'), missing: true });
  assert.equal((await arm('GET', machineId('gone'))).body.error.code, 'ResourceNotFound');
});

test('the lists contain what was described by id', async (t) => {
  const { arm, admin } = await startHarness(t);
  const elsewhere = machineId('b').replace('Web-RG', 'Other');
  await admin('PUT', '/virtual-machines', { id: machineId('a') });
  await admin('PUT', '/virtual-machines', { id: elsewhere });
  const all = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Compute/virtualMachines`;
  assert.equal((await arm('GET', all)).body.value.length, 2);
  const group = machineId('').slice(0, -1);
  const { body } = await arm('GET', group);
  assert.deepEqual(
    body.value.map((machine) => machine.id),
    [machineId('a')],
  );
});

test('the agent is installed after some time, and captures work afterwards', async (t) => {
  const { arm, admin, advance, create } = await startHarness(t);
  await admin('PUT', '/virtual-machines', { name: 'web-1', agent: false });
  assert.equal((await arm('GET', EXTENSION)).status, 404);
  assert.equal((await create('one')).status, 400);
  const install = await arm('PUT', EXTENSION, {
    location: 'westeurope',
    properties: {
      publisher: 'Microsoft.Azure.NetworkWatcher',
      type: 'NetworkWatcherAgentLinux',
      typeHandlerVersion: '1.4',
    },
  });
  assert.deepEqual([install.status, install.body.properties.provisioningState], [201, 'Creating']);
  const operation = pathOf(install.headers.get('azure-asyncoperation'));
  assert.equal((await arm('GET', operation)).body.status, 'InProgress');
  await advance(30);
  assert.equal((await arm('GET', operation)).body.status, 'Succeeded');
  assert.equal((await arm('GET', EXTENSION)).body.properties.provisioningState, 'Succeeded');
  assert.equal((await create('one')).status, 201);
});

test('a machine that does not run refuses an extension', async (t) => {
  const { arm, admin } = await startHarness(t);
  await admin('PUT', '/virtual-machines', { name: 'web-1', agent: false, powerState: 'stopped' });
  const { status, body } = await arm('PUT', EXTENSION, {
    location: 'westeurope',
    properties: {
      publisher: 'Microsoft.Azure.NetworkWatcher',
      type: 'NetworkWatcherAgentLinux',
      typeHandlerVersion: '1.4',
    },
  });
  assert.deepEqual([status, body.error.code], [409, 'OperationNotAllowed']);
});

test('a scale set has instances with their views', async (t) => {
  const { arm, admin } = await startHarness(t);
  const id = machineId('pool').replace('virtualMachines', 'virtualMachineScaleSets');
  assert.equal((await arm('GET', id)).body.sku.capacity, 3);
  await admin('PUT', '/scale-sets', {
    id,
    instances: [{ instanceId: '4', powerState: 'deallocated' }],
  });
  const { body } = await arm('GET', `${id}/virtualMachines${VIEW}`);
  assert.equal(body.value[0]!.name, 'pool_4');
  const codes = body.value[0]!.properties.instanceView.statuses.map((one) => one.code);
  assert.ok(codes.includes('PowerState/deallocated'));
  assert.equal((await arm('GET', `${id}/virtualMachines/5`)).status, 404);
});

test('a storage account has its region and its endpoint', async (t) => {
  const { arm, admin } = await startHarness(t);
  await admin('PUT', '/storage-accounts', { name: 'captures', location: 'uksouth' });
  const { body } = await arm('GET', accountId('captures'));
  assert.deepEqual(
    [body.location, body.sku.name, body.properties.primaryEndpoints.blob],
    ['uksouth', 'Standard_LRS', 'https://captures.blob.core.windows.net/'],
  );
});
