import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storagePath } from './storage-path.ts';

test('the path is in lower case, with the time in UTC', () => {
  const target =
    '/subscriptions/S/resourceGroups/Web-RG/providers/Microsoft.Compute/virtualMachines/Web-1';
  assert.equal(
    storagePath('https://a.blob.core.windows.net', target, Date.UTC(2026, 2, 7, 3, 4, 5, 6)),
    'https://a.blob.core.windows.net/network-watcher-logs/subscriptions/s/resourcegroups/web-rg/providers/microsoft.compute/virtualmachines/web-1/2026/03/07/packetcapture_03_04_05_006.cap',
  );
});
