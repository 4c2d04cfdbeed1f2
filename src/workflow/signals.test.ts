import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { count, file, runCapture as run } from '../test-support/run-capture.ts';

describe('an alert that is resolved', () => {
  const events = [{ at: 20, name: 'resolved' }];

  test('ends its capture and keeps what was captured', async () => {
    const { outcome, names } = await run({}, events);
    assert(outcome.end === 'resolved');
    assert.deepEqual(outcome.file, file);
    assert.equal(outcome.resolvedAt, '2026-11-20T02:14:20.000Z');
    assert.equal(count(names, 'stopCapture'), 1);
  });

  test('leaves its capture running when the operator wants that, and the outcome says so', async () => {
    const { outcome, names } = await run({}, events, { onResolved: 'continue' });
    assert.equal(outcome.end, 'timeLimit');
    assert.equal(outcome.resolvedAt, '2026-11-20T02:14:20.000Z');
    assert.equal(count(names, 'stopCapture'), 0);
  });

  test('does not prevent a later stop', async () => {
    const { outcome } = await run({}, [...events, { at: 30, name: 'stop' }], {
      onResolved: 'continue',
    });
    assert.equal(outcome.end, 'stopped');
  });
});
