import { RestError, type DequeuedMessageItem } from '@azure/storage-queue';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { QueueListener, type ListeningQueue } from './queue-listener.ts';
import { queueSettings } from './queue-settings.ts';
import { HandClock, settled } from '../test-support/hand-clock.ts';

describe('listening to a queue', () => {
  let clock: HandClock;
  /** Results of the next polls of the queue; later polls find nothing. */
  let found: (string[] | Error)[];
  let asked: number[];
  let handled: Map<string, () => void>;
  let states: string[];
  let listener: QueueListener;

  const queue = {
    name: 'work',
    receiveMessages: (options: { numberOfMessages: number }) => {
      asked.push(options.numberOfMessages);
      const batch = found.shift() ?? [];
      if (batch instanceof Error) return Promise.reject(batch);
      const receivedMessageItems = batch.map((messageId) => ({ messageId }));
      return Promise.resolve({ receivedMessageItems });
    },
  } as unknown as ListeningQueue;

  beforeEach(() => {
    clock = new HandClock('2026-01-01T00:00:00Z');
    found = [];
    asked = [];
    handled = new Map();
    states = [];
    listener = new QueueListener({
      queue,
      settings: queueSettings({
        maxPollingInterval: '00:00:00.500',
        batchSize: 4,
        newBatchThreshold: 1,
      }),
      clock,
      handle: ({ messageId }: DequeuedMessageItem) =>
        new Promise((resolve) => handled.set(messageId, resolve)),
      onState: (level, message) => states.push(`${level}: ${message}`),
    });
  });

  test('waits longer and longer while the queue is empty, up to the longest interval', async () => {
    listener.start();
    const waits: number[] = [];
    for (let look = 0; look < 5; look += 1) {
      await settled();
      waits.push(...clock.alarms);
      await clock.goTo(new Date(clock.now() + 1000 * (clock.alarms[0] ?? 0)).toISOString());
    }
    assert.deepEqual(waits, [0.1, 0.2, 0.4, 0.5, 0.5]);
    await listener.stop();
    assert.deepEqual(clock.alarms, []);
  });

  test('polls at once when a message is announced, and then more often again', async () => {
    listener.start();
    await clock.goTo('2026-01-01T00:00:02Z');
    const before = asked.length;
    found.push(['a']);
    listener.notify();
    await settled();
    assert.deepEqual([...handled.keys()], ['a']);
    assert.equal(asked.length, before + 2);
    assert.deepEqual(clock.alarms, [0.1]);
    handled.get('a')?.();
    await listener.stop();
  });

  test('fetches the next batch when few enough messages are in progress', async () => {
    found.push(['a', 'b', 'c', 'd'], ['e']);
    listener.start();
    await settled();
    assert.equal(clock.held, 4);
    handled.get('a')?.();
    handled.get('b')?.();
    await settled();
    assert.deepEqual(asked, [4]);
    handled.get('c')?.();
    await settled();
    assert.deepEqual([...handled.keys()], ['a', 'b', 'c', 'd', 'e']);
    handled.forEach((done) => done());
    await listener.stop();
    assert.equal(clock.held, 0);
  });

  test('reports once that the queue cannot be read, and once that it can be again', async () => {
    found.push(new Error('refused\nwith details'), new Error('refused'), ['a']);
    listener.start();
    await clock.goTo('2026-01-01T00:00:01Z');
    assert.deepEqual(states, [
      'warning: The queue "work" cannot be read; trying on. refused',
      'information: The queue "work" can be read again.',
    ]);
    handled.get('a')?.();
    await listener.stop();
  });

  test('treats a missing queue as empty', async () => {
    found.push(new RestError('none', { code: 'QueueNotFound', statusCode: 404 }), ['a']);
    listener.start();
    await clock.goTo('2026-01-01T00:00:01Z');
    assert.deepEqual(states, []);
    handled.get('a')?.();
    await listener.stop();
  });

  test('waits for the messages in progress when it is stopped', async () => {
    found.push(['a']);
    listener.start();
    await settled();
    let stopped = false;
    const stopping = listener.stop().then(() => (stopped = true));
    await settled();
    assert.equal(stopped, false);
    handled.get('a')?.();
    await stopping;
    assert.deepEqual(clock.alarms, []);
  });
});
