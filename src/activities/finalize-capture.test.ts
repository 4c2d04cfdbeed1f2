import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { FakeStorage } from '../test-support/fake-storage.ts';
import { fakeAccountId, startFakeStorage } from '../test-support/fake-storage.ts';
import { target } from '../test-support/run-capture.ts';
import type { CaptureMetadata, FinalizeRequest } from './finalize-capture.ts';
import { finalizeCapture } from './finalize-capture.ts';

let storage: FakeStorage;
let fileUrl: string;
before(async () => {
  storage = await startFakeStorage();
  Object.assign(process.env, storage.settings);
  fileUrl = `${storage.url}/logs/one.cap`;
});
after(() => storage.close());
beforeEach(() => {
  storage.blobs.clear();
  storage.asked.length = 0;
});

const metadata: CaptureMetadata = {
  vm: '/vms/a',
  warnings: [],
  alert: target.alert,
  plan: { ...target.plan, storageAccountId: fakeAccountId },
  end: 'timeLimit',
  endedAt: '2026-11-20T02:15:00.000Z',
};
const finalize = (more: Partial<FinalizeRequest> = {}) =>
  finalizeCapture({ fileUrl, metadata, ...more });
const put = (...paths: string[]): void => {
  for (const [index, path] of paths.entries())
    storage.blobs.set(`logs/${path}`, Buffer.alloc(index + 1));
};
const written = (): unknown => JSON.parse(String(storage.blobs.get('logs/one.cap.json') ?? 'null'));

describe('the file of a capture', () => {
  test('is null while it is not there, and nothing is written', async () => {
    assert.equal(await finalize(), null);
    assert.equal(await finalize({ isSeveral: true }), null);
    assert.equal(storage.blobs.size, 0);
  });

  test('has its size, and a document about its origin next to it', async () => {
    put('one.cap');
    const file = { url: fileUrl, bytes: 1 };
    assert.deepEqual(await finalize(), { ...file, metadataUrl: `${fileUrl}.json` });
    assert.deepEqual(written(), { ...metadata, file });
    assert.deepEqual(await finalize(), { ...file, metadataUrl: `${fileUrl}.json` });
  });

  test('is only read when the document cannot be written', async () => {
    put('one.cap');
    assert.deepEqual(await finalize({ isReadOnly: true }), { url: fileUrl, bytes: 1 });
    assert.equal(written(), null);
  });

  test('of another account is neither read nor written', async () => {
    const elsewhere = fileUrl.replace('127.0.0.1', 'localhost');
    await assert.rejects(finalize({ fileUrl: elsewhere }), { code: 'ForeignBlob' });
    assert.deepEqual(storage.asked, []);
  });
});

describe('the files of a capture that writes several', () => {
  test('are all whose names begin with that of the session, in all sizes together', async () => {
    put('one_0.cap', 'one_1.cap', 'one.cap.json', 'one2.cap', 'one/2.cap');
    const url = (name: string): string => `${storage.url}/logs/${name}`;
    const files = [
      { url: url('one_0.cap'), bytes: 1 },
      { url: url('one_1.cap'), bytes: 2 },
      { url: url('one/2.cap'), bytes: 5 },
    ];
    const found = { url: url('one_0.cap'), bytes: 8, files, fileCount: 3 };
    assert.deepEqual(await finalize({ isSeveral: true, isReadOnly: true }), found);
    const complete = { ...found, metadataUrl: `${fileUrl}.json` };
    assert.deepEqual(await finalize({ isSeveral: true }), complete);
    assert.deepEqual(written(), { ...metadata, file: found });
  });

  test('are named up to a hundred, and counted', async () => {
    put(...Array.from({ length: 102 }, (_, n) => `one_${String(n).padStart(3, '0')}.cap`));
    const found = await finalize({ isSeveral: true, isReadOnly: true });
    assert.deepEqual(
      [found?.files?.length, found?.fileCount, found?.bytes],
      [100, 102, (102 * 103) / 2],
    );
  });
});
