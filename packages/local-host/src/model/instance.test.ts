import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEnded, RUNTIME_STATUSES, type RuntimeStatus } from './instance.ts';

test('an instance has ended when it completed, failed or was terminated', () => {
  const ended = RUNTIME_STATUSES.filter((status) => isEnded({ status: status as RuntimeStatus }));
  assert.deepEqual(ended, ['Completed', 'Failed', 'Terminated']);
});

test('the statuses are those of the extension', () => {
  // OrchestrationRuntimeStatus of durable-functions.
  assert.deepEqual(
    [...RUNTIME_STATUSES].sort(),
    'Canceled Completed ContinuedAsNew Failed Pending Running Suspended Terminated'.split(' '),
  );
});
