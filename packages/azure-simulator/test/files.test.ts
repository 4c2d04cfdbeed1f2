import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { BlobServiceClient } from '@azure/storage-blob';
import { parsePcap } from './pcap-parser.ts';
import { azuriteForTests, type Azurite } from 'processes';
import { startHarness, WATCHER, type Answer, type Call } from './harness.ts';

let azurite: Pick<Azurite, 'connectionString' | 'stop'>;
let blobs: BlobServiceClient;
before(async () => {
  azurite = await azuriteForTests();
  blobs = BlobServiceClient.fromConnectionString(azurite.connectionString);
});
after(() => azurite.stop());

const start = (t: TestContext, stateFile?: string) =>
  startHarness(t, {
    blobConnectionString: azurite.connectionString,
    ...(stateFile !== undefined && { stateFile }),
  });

/** The blob of a session, or undefined if it does not exist. */
async function blobOf(created: Answer): Promise<Buffer | undefined> {
  const path = created.body.properties.storageLocation.storagePath;
  assert.ok(path.startsWith(blobs.url), path);
  const [container = '', ...name] = path.slice(blobs.url.length).replace(/^\//, '').split('/');
  const client = blobs.getContainerClient(container).getBlobClient(name.join('/'));
  return (await client.exists()) ? client.downloadToBuffer() : undefined;
}

/** Waits until the first session's file is written. */
async function written(admin: Call, pause: () => Promise<void>): Promise<void> {
  for (let asked = 0; ; asked++) {
    if ((await admin('GET', '/sessions')).body.value[0]!.file === 'written') return;
    assert.ok(asked < 10_000, 'the file is not written');
    await pause();
  }
}

test('the file exists when the session has ended, and not before', async (t) => {
  const { create, advance, admin } = await start(t);
  const created = await create('one');
  await advance(64);
  assert.equal(await blobOf(created), undefined);
  await advance(1);
  const file = await blobOf(created);
  assert.ok(file);
  assert.ok(parsePcap(file).packets.length > 100);
  assert.equal((await admin('GET', '/sessions')).body.value[0]!.file, 'written');
});

test('a timer writes it without a request', async (t) => {
  const { create, admin } = await start(t);
  const created = await create('timed');
  await admin('PUT', '/clock', { scale: 100_000 });
  await written(admin, () => Promise.resolve());
  assert.ok(await blobOf(created));
});

test('a stop and a delete keep what was captured', async (t) => {
  const { create, advance, arm } = await start(t);
  for (const [name, method, suffix] of [
    ['stopped', 'POST', '/stop'],
    ['deleted', 'DELETE', ''],
  ] as const) {
    const created = await create(name);
    await advance(25);
    assert.equal((await arm(method, `${WATCHER}/packetCaptures/${name}${suffix}`)).status, 202);
    await advance(0);
    const packets = parsePcap((await blobOf(created))!).packets;
    const seconds = (packets.at(-1)!.time - packets[0]!.time) / 1e6;
    assert.ok(seconds > 10 && seconds < 20, String(seconds));
  }
});

test('the byte limit holds for the file', async (t) => {
  const { create, advance } = await start(t);
  const created = await create('small', {
    totalBytesPerSession: 4000,
    bytesToCapturePerPacket: 64,
  });
  await advance(65);
  const file = (await blobOf(created))!;
  assert.ok(file.length <= 4000 && file.length > 3900);
});

test('a late file is written late', async (t) => {
  const { create, advance, admin } = await start(t);
  await admin('POST', '/faults', { kind: 'file-late', seconds: 30 });
  const created = await create('late');
  await advance(94);
  assert.equal(await blobOf(created), undefined);
  await advance(1);
  assert.ok(await blobOf(created));
});

test('a session without its account at the end has the error StorageFailed', async (t) => {
  const { create, advance, admin, arm } = await start(t);
  const created = await create('lost');
  await admin('PUT', '/storage-accounts', { name: 'captures', missing: true });
  await advance(65);
  assert.equal(await blobOf(created), undefined);
  const { body } = await arm('POST', `${WATCHER}/packetCaptures/lost/queryStatus`);
  assert.deepEqual(
    [body.packetCaptureStatus, body.packetCaptureError],
    ['Error', ['StorageFailed']],
  );
});

test('a path outside the account fails at the end', async (t) => {
  const { create, advance, arm } = await start(t);
  const storagePath = 'https://elsewhere.blob.core.windows.net/c/one.cap';
  const storageLocation = {
    storageId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a',
    storagePath,
  };
  assert.equal((await create('away', { storageLocation })).status, 201);
  await advance(65);
  const { body } = await arm('POST', `${WATCHER}/packetCaptures/away/queryStatus`);
  assert.deepEqual(body.packetCaptureError, ['StorageFailed']);
});

test('a session that ended while the simulator was down is finished at its start', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'simulator-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const stateFile = join(directory, 'state.db');
  const first = await start(t, stateFile);
  const created = await first.create('one');
  await first.admin('PUT', '/clock', { scale: 1e6 });
  await first.close();

  const second = await start(t, stateFile);
  await written(second.admin, () => second.advance(65));
  assert.ok(await blobOf(created));
  assert.equal((await second.admin('GET', '/ledger?counted=true')).body.count, 1);
});

test('the admin API gives the file too', async (t) => {
  const { create, advance, url } = await start(t);
  const created = await create('one');
  await advance(65);
  const response = await fetch(`${url}/_simulator/sessions/1/file`);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), await blobOf(created));
});
