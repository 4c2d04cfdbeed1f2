import { RestError, type DequeuedMessageItem } from '@azure/storage-queue';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { MessageLease, type LeasingQueue } from './message-lease.ts';
import { HandClock } from '../test-support/hand-clock.ts';

describe('the lease of a message', () => {
  let clock: HandClock;
  let calls: unknown[][];
  let errors: unknown[];
  let failure: Error | undefined;
  let lease: MessageLease;

  const call = (...args: unknown[]) => {
    calls.push(args);
    return failure ? Promise.reject(failure) : Promise.resolve({ popReceipt: `r${calls.length}` });
  };
  const queue = {
    updateMessage: (id: string, receipt: string, text: undefined, seconds: number) =>
      call('hide', id, receipt, text, seconds),
    deleteMessage: (id: string, receipt: string) => call('delete', id, receipt),
  } as unknown as LeasingQueue;

  beforeEach(() => {
    clock = new HandClock('2026-01-01T00:00:00Z');
    calls = [];
    errors = [];
    failure = undefined;
    const message = { messageId: 'm', popReceipt: 'r0' } as DequeuedMessageItem;
    lease = new MessageLease(queue, message, clock, (error) => errors.push(error));
  });

  test('is renewed before it ends, and settled with the receipt of the latest renewal', async () => {
    await clock.goTo('2026-01-01T00:11:00Z');
    await lease.delete();
    assert.deepEqual(calls, [
      ['hide', 'm', 'r0', undefined, 600],
      ['hide', 'm', 'r1', undefined, 600],
      ['delete', 'm', 'r2'],
    ]);
    assert.deepEqual(clock.alarms, []);
  });

  test('is released for the given time', async () => {
    await lease.release(30);
    assert.deepEqual(calls, [['hide', 'm', 'r0', undefined, 30]]);
  });

  test('is renewed sooner after a failed renewal', async () => {
    failure = new Error('no answer');
    await clock.goTo('2026-01-01T00:05:00Z');
    assert.deepEqual(errors, [failure]);
    assert.deepEqual(clock.alarms, [60]);
  });

  test('is dropped when another receiver has the message', async () => {
    failure = new RestError('gone', { code: 'PopReceiptMismatch', statusCode: 400 });
    await clock.goTo('2026-01-01T00:05:00Z');
    await lease.delete();
    assert.deepEqual(errors, []);
    assert.deepEqual(clock.alarms, []);
  });

  test('reports a message that cannot be removed', async () => {
    failure = new RestError('no answer', { code: 'REQUEST_SEND_ERROR' });
    await assert.rejects(lease.delete(), failure);
  });
});
