import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient, type QueueClient } from '@azure/storage-queue';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Clock } from '../clock/clock.ts';
import { SystemClock } from '../clock/system-clock.ts';
import { createHost, type Host } from '../host.ts';
import { azuriteForTests, type Azurite } from 'processes';
import { HandClock } from '../test-support/hand-clock.ts';
import { LogCollector } from '../test-support/log-collector.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const pathOf = (app: string) =>
  fileURLToPath(new URL(`../../fixtures/apps/${app}`, import.meta.url));

/** Of the app with blobs; other test files use others. */
const CONTAINERS = ['images', 'copies', 'bad', 'notes', 'archive', 'azure-webjobs-hosts'];

let azurite: Pick<Azurite, 'connectionString' | 'stop'>;
let queues: QueueServiceClient;
let blobs: BlobServiceClient;
let stateDirectory: string;
let log: LogCollector;
let host: Host | undefined;

const start = async (appDirectory: string, clock: Clock) => {
  log = new LogCollector();
  host = await createHost({ appDirectory, stateDirectory, clock, onLog: log.add });
  return host.start();
};
const stop = async () => {
  await host?.stop();
  host = undefined;
};

before(async () => {
  azurite = await azuriteForTests();
  queues = QueueServiceClient.fromConnectionString(azurite.connectionString);
  blobs = BlobServiceClient.fromConnectionString(azurite.connectionString);
  process.env['STORAGE'] = azurite.connectionString;
  process.env['HOURLY'] = '0 0 * * * *';
});
after(async () => {
  await azurite.stop();
  delete process.env['STORAGE'];
  delete process.env['HOURLY'];
});
beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'triggers-'));
});
afterEach(async () => {
  await stop();
  // No other test file uses queues.
  for await (const { name } of queues.listQueues()) await queues.deleteQueue(name);
  for (const name of CONTAINERS) await blobs.getContainerClient(name).deleteIfExists();
  await rm(stateDirectory, { recursive: true });
});

describe('an app with timers and queues', { timeout: 60_000 }, () => {
  const startApp = (clock: Clock) => start(pathOf('triggers'), clock);
  const queue = async (name: string): Promise<QueueClient> => {
    const client = queues.getQueueClient(name);
    await client.createIfNotExists();
    return client;
  };

  test('runs a timer at its time, and again after a restart when it is past due', async () => {
    const clock = new HandClock('2026-01-01T10:30:00Z');
    await startApp(clock);
    await clock.goTo('2026-01-01T11:00:00Z');
    const [first] = await log.wait('hourly');
    assert.deepEqual(first, {
      schedule: { adjustForDST: true },
      scheduleStatus: {
        last: '0001-01-01T00:00:00Z',
        next: '2026-01-01T11:00:00.000Z',
        lastUpdated: '2026-01-01T10:30:00.000Z',
      },
      isPastDue: false,
    });
    await stop();
    await clock.goTo('2026-01-01T14:30:00Z');
    await startApp(clock);
    const [again] = await log.wait<{ isPastDue: boolean; scheduleStatus: { last: string } }>(
      'hourly',
    );
    assert.equal(again?.isPastDue, true);
    assert.equal(again.scheduleStatus.last, '2026-01-01T11:00:00.000Z');
  });

  test('sends what a timer returns to a queue, and starts an orchestration from a timer', async () => {
    const clock = new HandClock('2026-01-01T23:30:00Z');
    await startApp(clock);
    await clock.goTo('2026-01-02T00:00:00Z');
    const [greeted] = await log.wait<{ message: unknown }>('greeted');
    assert.deepEqual(greeted?.message, { from: 'timer' });
    assert.deepEqual(await log.wait('startsDaily'), ['from-timer']);
    assert.deepEqual(await log.wait('copied'), ['said "timer"']);
  });

  test('passes a parsed message with its metadata, and removes it', async () => {
    const greetings = await queue('greetings');
    const sent = await greetings.sendMessage(base64('{"to":"you"}'));
    await startApp(new SystemClock());
    const [greeted] = await log.wait<Record<string, string>>('greeted');
    const { popReceipt, nextVisibleTime, ...rest } = greeted ?? {};
    assert.deepEqual(rest, {
      message: { to: 'you' },
      queueTrigger: { to: 'you' },
      id: sent.messageId,
      dequeueCount: 1,
      insertionTime: sent.insertedOn.toISOString(),
      expirationTime: sent.expiresOn.toISOString(),
    });
    assert.ok(popReceipt && Date.parse(nextVisibleTime ?? '') > sent.insertedOn.getTime());
    await stop();
    assert.equal((await greetings.getProperties()).approximateMessagesCount, 0);
  });

  test('passes text unchanged, and bytes when asked to', async () => {
    await (await queue('greetings')).sendMessage(base64('plain <text> ✓'));
    await (await queue('bytes')).sendMessage(base64('{"a":1}'));
    await startApp(new SystemClock());
    const [greeted] = await log.wait<{ message: unknown }>('greeted');
    assert.equal(greeted?.message, 'plain <text> ✓');
    assert.deepEqual(await log.wait('bytes'), [[true, '{"a":1}']]);
  });

  test('starts orchestrations from messages', async () => {
    await startApp(new SystemClock());
    await (await queue('starts')).sendMessage(base64('{"id":"one"}'));
    assert.deepEqual(await log.wait('starts'), ['one']);
    assert.deepEqual(await log.wait('copied'), ['said {"id":"one"}']);
  });

  test('sends what an HTTP function sets, and each element of an array as a message', async () => {
    const url = await startApp(new SystemClock());
    const body = JSON.stringify(['a', { b: 1 }]);
    const { status } = await fetch(`${url}/api/send`, { method: 'POST', body });
    assert.equal(status, 202);
    const greeted = await log.wait<{ message: unknown }>('greeted', 2);
    const messages = greeted.map(({ message }) => JSON.stringify(message)).sort();
    assert.deepEqual(messages, ['"a"', '{"b":1}']);
    assert.deepEqual(log.by('copied'), []);
  });

  test('moves a message to the poison queue after its last try', async () => {
    await (await queue('fails')).sendMessage(base64('"bad"'));
    await startApp(new SystemClock());
    assert.deepEqual(await log.wait('poisoned'), ['bad']);
    assert.deepEqual(log.by('fails'), [
      { message: 'bad', try: 1 },
      { message: 'bad', try: 2 },
    ]);
    const errors = log.entries.filter(({ level }) => level === 'error');
    assert.match(errors[0]?.message ?? '', /Error: boom from queue\n {4}at /);
    await log.until(() => log.entries.some(({ level }) => level === 'warning'));
    const warning = log.entries.find(({ level }) => level === 'warning');
    assert.match(warning?.message ?? '', /has been tried 2 times; it was moved to "fails-poison"/);
  });

  test('moves a message that is not in base64 unchanged to the poison queue', async () => {
    await (await queue('greetings')).sendMessage('{"plain":"text"}');
    await startApp(new SystemClock());
    await log.until(() => log.entries.some(({ message }) => message.includes('is not in base64')));
    const poison = queues.getQueueClient('greetings-poison');
    const { receivedMessageItems } = await poison.receiveMessages();
    assert.equal(receivedMessageItems[0]?.messageText, '{"plain":"text"}');
  });

  test('answers 500 and says which output could not be written', async () => {
    const url = await startApp(new SystemClock());
    const body = JSON.stringify('x'.repeat(70_000));
    const { status } = await fetch(`${url}/api/send`, { method: 'POST', body });
    assert.equal(status, 500);
    const failed = log.entries.find(({ level }) => level === 'error');
    assert.match(
      failed?.message ?? '',
      /The output ".+" of "send" could not be written to the queue "greetings": /,
    );
  });
});

describe('an app with blobs', { timeout: 60_000 }, () => {
  const startApp = () => start(pathOf('blobs'), new SystemClock());
  const upload = async (container: string, name: string, text: string) => {
    const client = blobs.getContainerClient(container);
    await client.createIfNotExists();
    const metadata = { author: 'me' };
    await client.getBlockBlobClient(name).upload(text, Buffer.byteLength(text), { metadata });
  };
  const textOf = async (container: string, name: string) =>
    String(await blobs.getContainerClient(container).getBlobClient(name).downloadToBuffer());

  test('calls a function once for each version of a blob, also after a restart', async () => {
    await upload('images', 'a/b.png', 'picture ✓');
    await upload('images', '0.png', 'unchanged');
    await upload('images', 'notes', 'no extension');
    await startApp();
    const calls = await log.wait<Record<string, unknown>>('copied', 2);
    const copied = calls.find(({ name }) => name === 'a/b');
    const { uri, properties, ...rest } = copied ?? {};
    assert.deepEqual(rest, {
      bytes: 'picture ✓',
      blobTrigger: 'images/a/b.png',
      metadata: { author: 'me' },
      name: 'a/b',
      ext: 'png',
    });
    assert.equal(uri, `${blobs.getContainerClient('images').url}/a/b.png`);
    assert.equal((properties as { contentLength: number }).contentLength, 11);
    const chained = await log.wait<string>('chained', 2);
    assert.deepEqual(chained.sort(), ['copies/0-copy.png', 'copies/a/b-copy.png']);
    assert.equal(await textOf('copies', 'a/b-copy.png'), 'picture ✓');

    await stop();
    await upload('images', 'a/b.png', 'second');
    await startApp();
    const [again] = await log.wait<Record<string, unknown>>('copied');
    assert.equal(again?.['bytes'], 'second');
    await log.wait('chained');
    assert.equal(log.by('copied').length, 1);
  });

  test('sends a message to webjobs-blobtrigger-poison after the last try', async () => {
    await upload('bad', 'one', 'x');
    await startApp();
    const [poisoned] = await log.wait<Record<string, string>>('poisoned');
    const { ETag, ...rest } = poisoned ?? {};
    assert.deepEqual(rest, {
      Type: 'BlobTrigger',
      FunctionId: 'Host.Functions.fails',
      BlobType: 'BlockBlob',
      ContainerName: 'bad',
      BlobName: 'one',
    });
    assert.match(ETag ?? '', /^0x/);
    assert.deepEqual(log.by('fails'), ['one', 'one']);
  });

  test('reads inputs and writes outputs at paths with values of the call', async () => {
    const url = await startApp();
    const note = async (method: string, body?: object) => {
      const init = body ? { method, body: JSON.stringify(body) } : { method };
      return (await fetch(`${url}/api/notes/n1`, init)).json();
    };
    assert.deepEqual(await note('GET'), { found: 'undefined' });
    await note('PUT', { text: 'hello' });
    assert.equal(await textOf('notes', 'n1.json'), '{"text":"hello"}');
    assert.deepEqual(await note('GET'), { found: 'object', bytes: '{"text":"hello"}' });

    await fetch(`${url}/api/archive/n1`, { method: 'POST' });
    assert.deepEqual(await log.wait('archive'), [{ text: 'hello' }]);
    await log.until(() => log.by('archived').length > 0);
    assert.equal(await textOf('archive', 'n1.bin'), 'bytes of n1');
  });

  test('fails a call whose path lacks a value, and names it', async () => {
    const url = await startApp();
    const { status } = await fetch(`${url}/api/lost`);
    assert.equal(status, 500);
    const failed = log.entries.find(({ level }) => level === 'error');
    assert.match(failed?.message ?? '', /"path" "notes\/\{id\}": the call has no value for \{id\}/);
  });
});
