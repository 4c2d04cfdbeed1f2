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

const appDirectory = fileURLToPath(new URL('../../fixtures/apps/triggers', import.meta.url));
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('an app with timers and queues', { timeout: 60_000 }, () => {
  let azurite: Pick<Azurite, 'connectionString' | 'stop'>;
  let service: QueueServiceClient;
  let stateDirectory: string;
  let log: LogCollector;
  let host: Host | undefined;

  const start = async (clock: Clock) => {
    log = new LogCollector();
    host = await createHost({ appDirectory, stateDirectory, clock, onLog: log.add });
    return host.start();
  };
  const stop = async () => {
    await host?.stop();
    host = undefined;
  };
  const queue = async (name: string): Promise<QueueClient> => {
    const client = service.getQueueClient(name);
    await client.createIfNotExists();
    return client;
  };

  before(async () => {
    azurite = await azuriteForTests();
    service = QueueServiceClient.fromConnectionString(azurite.connectionString);
    process.env['QUEUES'] = azurite.connectionString;
    process.env['HOURLY'] = '0 0 * * * *';
  });
  after(async () => {
    await azurite.stop();
    delete process.env['QUEUES'];
    delete process.env['HOURLY'];
  });
  beforeEach(async () => {
    stateDirectory = await mkdtemp(join(tmpdir(), 'triggers-'));
  });
  afterEach(async () => {
    await stop();
    // No other test file uses queues.
    for await (const { name } of service.listQueues()) await service.deleteQueue(name);
    await rm(stateDirectory, { recursive: true });
  });

  test('runs a timer at its time, and again after a restart when it is past due', async () => {
    const clock = new HandClock('2026-01-01T10:30:00Z');
    await start(clock);
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
    await start(clock);
    const [again] = await log.wait<{ isPastDue: boolean; scheduleStatus: { last: string } }>(
      'hourly',
    );
    assert.equal(again?.isPastDue, true);
    assert.equal(again.scheduleStatus.last, '2026-01-01T11:00:00.000Z');
  });

  test('sends what a timer returns to a queue, and starts an orchestration from a timer', async () => {
    const clock = new HandClock('2026-01-01T23:30:00Z');
    await start(clock);
    await clock.goTo('2026-01-02T00:00:00Z');
    const [greeted] = await log.wait<{ message: unknown }>('greeted');
    assert.deepEqual(greeted?.message, { from: 'timer' });
    assert.deepEqual(await log.wait('startsDaily'), ['from-timer']);
    assert.deepEqual(await log.wait('copied'), ['said "timer"']);
  });

  test('passes a parsed message with its metadata, and removes it', async () => {
    const greetings = await queue('greetings');
    const sent = await greetings.sendMessage(base64('{"to":"you"}'));
    await start(new SystemClock());
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
    await start(new SystemClock());
    const [greeted] = await log.wait<{ message: unknown }>('greeted');
    assert.equal(greeted?.message, 'plain <text> ✓');
    assert.deepEqual(await log.wait('bytes'), [[true, '{"a":1}']]);
  });

  test('starts orchestrations from messages', async () => {
    await start(new SystemClock());
    await (await queue('starts')).sendMessage(base64('{"id":"one"}'));
    assert.deepEqual(await log.wait('starts'), ['one']);
    assert.deepEqual(await log.wait('copied'), ['said {"id":"one"}']);
  });

  test('sends what an HTTP function sets, and each element of an array as a message', async () => {
    const url = await start(new SystemClock());
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
    await start(new SystemClock());
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
    await start(new SystemClock());
    await log.until(() => log.entries.some(({ message }) => message.includes('is not in base64')));
    const poison = service.getQueueClient('greetings-poison');
    const { receivedMessageItems } = await poison.receiveMessages();
    assert.equal(receivedMessageItems[0]?.messageText, '{"plain":"text"}');
  });

  test('answers 500 and says which output could not be written', async () => {
    const url = await start(new SystemClock());
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
