import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CaptureStart } from '../captures/capture-start.ts';
import {
  count,
  driveCapture,
  fail,
  ok,
  runCapture as run,
  target,
  watcher,
} from '../test-support/run-capture.ts';

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

  test('is told with the facts of the capture; who was not reached is logged', () => {
    const { alert, plan } = target;
    const failure = { step: 'announceCapture', code: 'Gone', message: 'm', advice: 'a' };
    const announced = { policy: { ...target.policy, ...policy } };
    for (const [answer, receiver] of [
      [ok([{ receiver: 'slack', failure }]), 'slack'],
      [fail('Gone', { step: 'announceCapture' }), 'all'],
    ] as const) {
      const { calls, logs, result } = driveCapture({ announceCapture: answer }, announced);
      const startedAt = '2026-11-20T02:14:00.000Z';
      assert.deepEqual(calls.find(({ name }) => name === 'announceCapture')?.input, {
        id: 'alert-capture-1:0:started',
        alert: { id: 'alert-capture-1', ...alert },
        plan,
        capture: {
          vm: target.vm.id,
          watcher: watcher.id,
          session: 'alert-capture-1-0',
          startedAt,
          warnings: [],
        },
        startedAt,
      });
      const lines = logs.filter(({ event }) => event === 'failed');
      assert.partialDeepStrictEqual(lines, [{ level: 'warn', ...failure, receiver }]);
      assert.deepEqual(result.warnings, [
        `The message about the start did not reach the receiver ${receiver} (Gone): m a`,
      ]);
    }
  });

  test('is not told of a session that was stopped before it was confirmed', () => {
    const { names } = driveCapture(
      { createCapture: fail('RequestTimedOut') },
      { policy: { ...target.policy, ...policy } },
      { events: [{ at: 3, name: 'stop' }], takes: { createCapture: 30 } },
    );
    assert.deepEqual(names.slice(3, 6), ['0 createCapture', '8 stopCapture', '8 queryCapture']);
  });
});
