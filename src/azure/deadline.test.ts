import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, mock, test } from 'node:test';
import { blobClient } from './blob-client.ts';
import { credential } from './credential.ts';
import { withinDeadline } from './deadline.ts';
import { toFailure } from './errors.ts';
import { listCaptureFiles } from './list-blobs.ts';

/** A server that sends what is given at once, and then nothing. */
const silent = createServer((request, response) => {
  if (request.url?.includes('cut')) response.writeHead(200, { 'content-length': 10 }).write('x');
});

before(async () => {
  // The deadline, and the timers that the SDK leaves behind, which would hold the process.
  const setTimer = globalThis.setTimeout;
  mock.method(globalThis, 'setTimeout', (run: () => void, ms?: number, ...args: []) =>
    setTimer(run, Math.min(ms ?? 0, 20), ...args),
  );
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  process.env.CAPTURE_STORAGE_ACCOUNT_ID = accountId;
  const key = Buffer.from('key').toString('base64');
  process.env.LOCAL_STORAGE_CONNECTION_STRING = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${key};BlobEndpoint=${url}/a;`;
  process.env.IDENTITY_ENDPOINT = `${url}/msi/token`;
  process.env.IDENTITY_HEADER = 'header';
  process.env.AZURE_TOKEN_CREDENTIALS = 'ManagedIdentityCredential';
  file = `${url}/a/logs/x.cap`;
});
after(async () => {
  silent.close();
  silent.closeAllConnections();
  await once(silent, 'close');
});

const accountId =
  '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';
let file: string;

async function assertTimedOut(call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error) => {
    const { code, transient } = toFailure(error, 'x');
    assert.deepEqual({ code, transient }, { code: 'RequestTimedOut', transient: true });
    return true;
  });
}

test('a read of a blob without an answer times out', async () => {
  await assertTimedOut((await blobClient(file, accountId)).getProperties());
});

test('a write of a blob without an answer times out', async () => {
  await assertTimedOut((await blobClient(file, accountId)).upload('x', 1));
});

test('a list of blobs whose body does not end times out', async () => {
  await assertTimedOut(listCaptureFiles(file.replace('logs', 'cut'), accountId));
});

test('a download without an answer times out', async () => {
  await assertTimedOut((await blobClient(file, accountId)).download());
});

test('a token without an answer of the identity endpoint times out', async () => {
  await assertTimedOut((await credential()).getToken('https://storage.azure.com/.default'));
});

test("the caller's signal ends an attempt", async () => {
  const caller = new AbortController();
  const attempt = withinDeadline(
    (signal) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      ),
    caller.signal,
  );
  caller.abort();
  await assert.rejects(attempt, { name: 'AbortError' });
});
