import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, describe, test } from 'node:test';
import { fileForms, ipv4Frame, writeCapture } from '../test-support/capture-files.ts';
import { summarizeTraffic } from './summarize-traffic.ts';

const storageAccountId =
  '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';
const [form] = fileForms;
const frames = [{ time: 1e6, data: ipv4Frame(17, Buffer.alloc(8)) }];

/** A storage account with one capture file. A test answers the writes. */
const storage = createServer((request, response) => {
  if (request.method === 'GET') response.setHeader('etag', '"1"').end(writeCapture(frames, form!));
  else void text(request).then((body) => writes.resolve({ path: request.url, body, response }));
});
let writes: PromiseWithResolvers<{ path?: string; body: string; response: ServerResponse }>;
let fileUrl: string;

before(async () => {
  storage.listen(0, '127.0.0.1');
  await once(storage, 'listening');
  const url = `http://127.0.0.1:${(storage.address() as AddressInfo).port}/a`;
  const key = Buffer.from('key').toString('base64');
  process.env.CAPTURE_STORAGE_ACCOUNT_ID = storageAccountId;
  process.env.LOCAL_STORAGE_CONNECTION_STRING = `AccountName=a;AccountKey=${key};BlobEndpoint=${url};`;
  fileUrl = `${url}/logs/one.cap`;
});
beforeEach(() => {
  writes = Promise.withResolvers();
});
after(async () => {
  storage.close();
  storage.closeAllConnections();
  await once(storage, 'close');
});

describe('the summary of a capture file', () => {
  test('is beside the file before the activity ends', async () => {
    let isOver = false;
    const running = summarizeTraffic({ fileUrl, storageAccountId }).finally(() => (isOver = true));
    const { path, body, response } = await writes.promise;
    assert.equal(path, '/a/logs/one.cap.summary.json');
    assert.partialDeepStrictEqual(JSON.parse(body), { traffic: { packets: 1 } });
    assert.equal(isOver, false);
    response.writeHead(201).end();
    const { summaryUrl, lines } = await running;
    assert.equal(summaryUrl, `${fileUrl}.summary.json`);
    assert.match(lines[0] ?? '', /1 packet/);
  });

  test('that cannot be written fails the activity', async () => {
    const running = assert.rejects(summarizeTraffic({ fileUrl, storageAccountId }), {
      name: 'RestError',
      statusCode: 403,
    });
    (await writes.promise).response.writeHead(403).end();
    await running;
  });
});
