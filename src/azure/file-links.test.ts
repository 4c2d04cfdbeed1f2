import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { AnonymousCredential, BlobServiceClient } from '@azure/storage-blob';
import { delegatedLink } from './file-links.ts';

const url = 'https://captures.blob.core.windows.net/network-watcher-logs/a/b.cap';

test("a link is signed with the identity's own key and reads one file over https for a limited time", async () => {
  const service = new BlobServiceClient(new URL(url).origin, new AnonymousCredential());
  const getKey = mock.method(
    service,
    'getUserDelegationKey',
    (startsOn: Date, expiresOn: Date) => ({
      signedObjectId: '11111111-2222-3333-4444-555555555555',
      signedTenantId: '66666666-7777-8888-9999-000000000000',
      signedStartsOn: startsOn,
      signedExpiresOn: expiresOn,
      signedService: 'b',
      signedVersion: '2025-11-05',
      value: 'c2VjcmV0',
    }),
  );
  const expiresOn = new Date('2026-11-21T02:15:00Z');
  const link = new URL(await delegatedLink(service, url, expiresOn));

  assert.equal(getKey.mock.calls[0]?.arguments[1], expiresOn);
  assert.equal(link.origin + link.pathname, url);
  assert.partialDeepStrictEqual(Object.fromEntries(link.searchParams), {
    sp: 'r',
    sr: 'b',
    spr: 'https',
    se: '2026-11-21T02:15:00Z',
    skoid: '11111111-2222-3333-4444-555555555555',
  });
  assert.ok(link.searchParams.get('sig'));
});
