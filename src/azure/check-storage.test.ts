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
};
const check = (account: StorageAccount | 'missing' | 'hidden') => () =>
  checkStorage(id, account, 'westeurope');

test('a standard account in the region of the machine will do, and so will one that is hidden', () => {
  assert.doesNotThrow(check(fitting));
  assert.doesNotThrow(check('hidden'));
});

for (const [code, account] of [
  ['StorageAccountNotFound', 'missing'],
  ['StorageAccountInOtherRegion', { ...fitting, location: 'northeurope' }],
  ['StorageAccountUnsupported', { ...fitting, sku: 'Premium_LRS' }],
  ['StorageAccountUnsupported', { ...fitting, kind: 'FileStorage' }],
  ['SharedKeyRefused', { ...fitting, allowSharedKeyAccess: false }],
] as const) {
  test(`refuses ${typeof account === 'string' ? account : JSON.stringify(account)} with ${code}`, () => {
    assert.throws(check(account), { code });
  });
}
