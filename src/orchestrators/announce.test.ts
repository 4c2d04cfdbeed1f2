import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CaptureStart } from '../captures/capture-start.ts';
import { count, fail, ok, runCapture as run, target } from '../test-support/run-capture.ts';

const policy = { notifyOnStart: true } as const;

describe('the start of a capture', () => {
  test('is told to the receivers once, as soon as the session exists', async () => {
    const { outcome, names, calls } = await run({ announceCapture: ok([]) }, [], policy);
    assert.equal(names[names.indexOf('createCapture') + 1], 'announceCapture');
    assert.equal(count(names, 'announceCapture'), 1);
    const told = calls.find(({ name }) => name === 'announceCapture')?.input as CaptureStart;
    assert.equal(told.id, 'alert-capture-1:0:started');
    assert.equal(told.alert.id, 'alert-capture-1');
    assert.equal(told.capture.vm, target.vm.id);
    assert.deepEqual([outcome.end, outcome.warnings], ['timeLimit', []]);
  });

  test('is not told unless the settings at the arrival of the alert say so', async () => {
    const { names } = await run();
    assert.equal(count(names, 'announceCapture'), 0);
  });

  test('is not told when no session was created', async () => {
    const { names } = await run({ createCapture: fail('Refused') }, [], policy);
    assert.equal(count(names, 'announceCapture'), 0);
  });

  test('does not end the capture if nobody hears of it; the outcome says so', async () => {
    const failure = {
      step: 'announceCapture',
      code: 'NotificationRefused',
      message: 'The receiver answered 410.',
      advice: 'Check NOTIFY_URL.',
    };
    const { outcome } = await run(
      { announceCapture: ok([{ receiver: 'slack', failure }]) },
      [],
      policy,
    );
    assert.equal(outcome.end, 'timeLimit');
    assert.deepEqual(outcome.warnings, [
      'The message about the start did not reach the receiver slack (NotificationRefused): The receiver answered 410. Check NOTIFY_URL.',
    ]);
  });

  test('does not delay a stop while receivers do not answer', async () => {
    const { calls } = await run(
      { announceCapture: ok([]) },
      [{ at: 3, name: 'stop' }],
      policy,
      {},
      {
        announceCapture: '60s',
      },
    );
    assert.equal(calls.find(({ name }) => name === 'stopCapture')?.at, 3);
  });
});
