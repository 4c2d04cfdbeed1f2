import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import { createSimulation } from '../simulation.ts';
import { clearDatabase, openDatabase } from '../store/database.ts';
import type { BlobWriter } from './blob-writer.ts';
import { parseCreateBody } from './create-body.ts';
import { planSession } from './plan-session.ts';

const group = '/subscriptions/s/resourceGroups/g/providers';

/** A simulation whose time stands still, with sessions that end after some seconds. */
function setUp(t: TestContext, write?: (url: string) => Promise<void>) {
  const blobs = write && ({ endpoint: 'https://a', write } as unknown as BlobWriter);
  const simulation = createSimulation(openDatabase(), blobs, 0);
  const { clock, sessions, files } = simulation;
  t.after(() => files.close());
  const start = clock.now();
  const add = (name: string, timeLimitInSeconds: number) => {
    const target = `${group}/Microsoft.Compute/virtualMachines/${name}`;
    const storageLocation = { storageId: `${group}/Microsoft.Storage/storageAccounts/a` };
    const body = { properties: { target, timeLimitInSeconds, storageLocation } };
    return sessions.insert(
      planSession({
        ...{ id: `/${name}`, name, watcherId: '/w', region: 'r', effects: [], operationId: 'o' },
        ...{ properties: parseCreateBody(body), localAddress: '10.0.0.4', now: start },
        ...{ startedAt: start, readyAt: start, blobEndpoint: 'https://a' },
      }),
    );
  };
  const filesOf = () => sessions.all().map(({ name, file }) => `${name} ${file}`);
  return { ...simulation, add, filesOf };
}

test('the files of ended sessions are written, the first to end first', async (t) => {
  const urls: string[] = [];
  const { clock, files, add, filesOf } = setUp(t, async (url) => void urls.push(url));
  for (const [name, seconds] of [
    ['second', 20],
    ['first', 10],
    ['later', 30],
  ] as const) {
    add(name, seconds);
  }
  clock.advance(20_000);
  await Promise.all([files.writeDue(), files.writeDue()]);
  assert.deepEqual(filesOf(), ['second written', 'first written', 'later pending']);
  assert.deepEqual(
    urls.map((url) => url.split('/').at(-5)),
    ['first', 'second'],
  );
});

test('without storage there are no files', async (t) => {
  const { clock, files, add, filesOf } = setUp(t);
  add('one', 10);
  clock.advance(10_000);
  await files.writeDue();
  assert.deepEqual(filesOf(), ['one none']);
});

test('a file that the storage refuses fails its session, and is reported', async (t) => {
  t.after(() => mock.restoreAll());
  const report = mock.method(console, 'error', () => undefined);
  const { clock, files, sessions, add } = setUp(t, () => Promise.reject(new Error('no room')));
  add('one', 10);
  clock.advance(10_000);
  await files.writeDue();
  assert.partialDeepStrictEqual(sessions.all(), [
    { file: 'failed', errors: ['StorageFailed'], errorStatus: 'Error' },
  ]);
  assert.deepEqual(report.mock.calls[0]?.arguments, [
    'The file of session one could not be written: Error: no room',
  ]);
});

test('a session that is removed during the write stays removed', async (t) => {
  const { clock, files, sessions, database, add } = setUp(t, async () => clearDatabase(database));
  add('one', 10);
  clock.advance(10_000);
  await files.writeDue();
  assert.deepEqual(sessions.all(), []);
});

test('a close waits for the file that is being written, and leaves the others', async (t) => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const { clock, files, add, filesOf } = setUp(t, () => promise);
  add('one', 10);
  add('two', 20);
  clock.advance(20_000);
  const writing = files.writeDue();
  await new Promise(setImmediate);
  const closed = files.close();
  resolve(undefined);
  await Promise.all([writing, closed]);
  assert.deepEqual(filesOf(), ['one written', 'two pending']);
});

test('a timer waits for the next file, at most as long as a timer can', (t) => {
  t.after(() => mock.restoreAll());
  const timers: (number | undefined)[] = [];
  mock.method(globalThis, 'setTimeout', (_: () => void, delay?: number) => void timers.push(delay));
  const { clock, files, add } = setUp(t, () => Promise.resolve());
  files.schedule();
  assert.deepEqual(timers, [], 'there is no file');
  add('one', 60);
  files.schedule();
  assert.deepEqual(timers.splice(0), [2 ** 31 - 1], 'time stands still');
  mock.method(Date, 'now', () => clock.state.realAnchor);
  clock.set({ scale: 2 });
  assert.deepEqual(timers, [30_000]);
});
