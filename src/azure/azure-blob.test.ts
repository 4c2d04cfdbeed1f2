import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { azureBlobUrl } from './azure-blob.ts';

const account =
  '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';

describe('a token of Storage goes to the account of the plan', () => {
  const good = [
    'https://captures.blob.core.windows.net/network-watcher-logs/a/b.cap',
    'https://CAPTURES.blob.core.windows.net:443/x',
    'https://captures.z07.blob.storage.azure.net/x',
  ];
  for (const url of good) {
    test(url, () => assert.equal(azureBlobUrl(url, account).protocol, 'https:'));
  }
});

describe('and to no other host', () => {
  const bad = [
    'https://127.0.0.1:9443/x',
    'http://captures.blob.core.windows.net/x',
    'https://captures.blob.core.windows.net:9443/x',
    'https://captures.blob.core.windows.net.example.com/x',
    'https://captures.blob.core.windows.net@127.0.0.1:9443/x',
    'https://user:password@captures.blob.core.windows.net/x',
    'https://other.blob.core.windows.net/x',
    'https://captures.queue.core.windows.net/x',
    'https://captures.example/x',
    'https://captures.z07.example.com/x',
    'https://captures.blob.core.windows.net/x?sig=a',
    'https://captures.blob.core.windows.net./x',
    'file:///etc/passwd',
    'x',
    '',
  ];
  for (const url of bad) {
    test(url, () => {
      assert.throws(() => azureBlobUrl(url, account), { code: 'ForeignBlob' });
    });
  }

  test('for an id that is not that of a storage account', () => {
    const url = 'https://captures.blob.core.windows.net/x';
    for (const id of ['captures', `${account}/x`, `/subscriptions/s${account}`, '']) {
      assert.throws(() => azureBlobUrl(url, id), { code: 'ForeignBlob' }, id);
    }
  });
});
