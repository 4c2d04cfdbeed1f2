import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DamagedHistoryError } from './damaged-history-error.ts';
import { HostError, messageOf, stackOf } from './host-error.ts';
import { TaskHubError } from './task-hub-error.ts';

describe('an error of this host', () => {
  const cause = new Error('cause');
  const errors: [create: () => Error, name: string, fields: object][] = [
    [
      () => new HostError('state-locked', 'Stop the other host.', { cause }),
      'HostError',
      { code: 'state-locked', message: 'Stop the other host.', cause },
    ],
    [
      () => new TaskHubError('instance-ended', 'It ended.', 'Failed'),
      'TaskHubError',
      { code: 'instance-ended', message: 'It ended.', status: 'Failed' },
    ],
    [
      () => new DamagedHistoryError('order-1', 'event 3 is not JSON'),
      'DamagedHistoryError',
      {
        ...{ code: 'HISTORY_DAMAGED', instanceId: 'order-1' },
        message:
          "The history of instance 'order-1' cannot be read: event 3 is not JSON. The state file was " +
          'changed from outside. Purge the instance, or restore the file from a copy.',
      },
    ],
  ];
  for (const [create, name, fields] of errors) {
    test(`has a code, its class as its name, and what it concerns: ${name}`, () => {
      assert.throws(
        () => {
          throw create();
        },
        { name, ...fields },
      );
    });
  }
});

test('any thrown value has a message and a stack', () => {
  const error = new Error('no');
  const bare = Object.assign(new Error('bare'), { stack: undefined });
  const read: [thrown: unknown, message: string, stack: string | undefined][] = [
    [error, 'no', error.stack],
    [bare, 'bare', 'bare'],
    ['text', 'text', 'text'],
    [undefined, 'undefined', 'undefined'],
    [42, '42', '42'],
  ];
  for (const [thrown, message, stack] of read) {
    assert.deepEqual([messageOf(thrown), stackOf(thrown)], [message, stack]);
  }
});
