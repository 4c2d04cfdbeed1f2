import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StorageAccount } from './check-storage.ts';
import { checkStorage } from './check-storage.ts';

const id =
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';
const fitting: StorageAccount = {
  location: 'West Europe',
  kind: 'StorageV2',
  sku: 'Standard_LRS',
  allowSharedKeyAccess: true,
  isHnsEnabled: false,
  network: {
    publicAccess: 'Enabled',
    defaultAction: 'Allow',
    bypass: 'AzureServices',
    openings: 0,
  },
};
const denied = { ...fitting.network, defaultAction: 'Deny' };
const closed = { ...fitting.network, publicAccess: 'Disabled' };
const check = (account: StorageAccount | 'missing' | 'hidden') => () =>
  checkStorage(id, account, 'westeurope');

test('a standard account in the region of the machine is accepted, and so is one that may not be read', () => {
  assert.doesNotThrow(check(fitting));
  assert.doesNotThrow(check('hidden'));
});

for (const [code, account] of [
  ['StorageAccountNotFound', 'missing'],
  ['StorageAccountInOtherRegion', { ...fitting, location: 'northeurope' }],
  ['StorageAccountUnsupported', { ...fitting, sku: 'Premium_LRS' }],
  ['StorageAccountUnsupported', { ...fitting, kind: 'FileStorage' }],
  ['StorageAccountUnsupported', { ...fitting, isHnsEnabled: true }],
  ['SharedKeyRefused', { ...fitting, allowSharedKeyAccess: false }],
  ['StorageNotReachable', { ...fitting, network: closed }],
  ['StorageNotReachable', { ...fitting, network: { ...denied, bypass: 'Logging, Metrics' } }],
] as const) {
  test(`refuses ${typeof account === 'string' ? account : JSON.stringify(account)} with ${code}`, () => {
    assert.throws(check(account), { code });
  });
}

for (const [what, network] of [
  ['lets trusted services in', { ...denied, bypass: 'Logging, AzureServices' }],
  ['has a rule for a network', { ...denied, bypass: 'None', openings: 1 }],
  ['has a private endpoint', { ...closed, openings: 1 }],
] as const) {
  test(`accepts an account that ${what}`, () => {
    assert.doesNotThrow(check({ ...fitting, network }));
  });
}
