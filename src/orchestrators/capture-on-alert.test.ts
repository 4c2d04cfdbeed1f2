import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Call, Run } from '../test-support/run-orchestration.ts';
import { runOrchestration } from '../test-support/run-orchestration.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { CaptureRequest, CaptureResult } from './capture-on-alert.ts';
import { captureOnAlert } from './capture-on-alert.ts';

const machine = (name: string): CaptureRequest['alert']['targets'][number] => ({
  id: `/vm/${name}`,
  subscriptionId: 's',
  resourceGroup: 'rg',
  name,
});

const request: CaptureRequest = {
  alert: {
    identity: 'a',
    rule: 'net-out-spike',
    condition: 'fired',
    firedAt: '2026-11-20T02:14:00.000Z',
    targets: ['one', 'two', 'three'].map(machine),
  },
  plan: {
    storageAccountId: '/captures',
    timeLimitSeconds: 60,
    bytesPerPacket: 0,
    totalBytes: 1e9,
    graceSeconds: 300,
  },
};

const captured = (vm: string): Outcome => ({
  vm,
  warnings: [],
  end: 'timeLimit',
  endedAt: '2026-11-20T02:15:00.000Z',
  file: { url: 'https://x/y.cap', bytes: 1, metadataUrl: 'https://x/y.cap.json' },
});

interface Child {
  instanceId: string;
  input: string | { vm: { id: string } };
}

const run = async (
  answers: { child?: (vm: string) => unknown; notify?: (call: Call) => unknown } = {},
): Promise<Run & { result: CaptureResult }> => {
  const ended = await runOrchestration(captureOnAlert, {
    instanceId: 'alert-capture-1',
    input: request,
    answer(call) {
      if (call.kind === 'activity')
        return (answers.notify ?? (() => ({ ok: true, value: 'sent' })))(call);
      const { input } = call.input as Child;
      const { vm } = (typeof input === 'string' ? JSON.parse(input) : input) as {
        vm: { id: string };
      };
      return (answers.child ?? captured)(vm.id);
    },
  });
  return { ...ended, result: ended.output as CaptureResult };
};

describe('an alert', () => {
  test('captures every machine, and sends one notification of all', async () => {
    const { result, calls, statuses } = await run();
    assert.deepEqual(
      result.captures.map(({ vm }) => vm),
      ['/vm/one', '/vm/two', '/vm/three'],
    );
    assert.deepEqual(result.delivery, { state: 'sent' });
    assert.deepEqual(
      calls.map(({ kind, name, input }) => (kind === 'child' ? (input as Child).instanceId : name)),
      ['alert-capture-1:0', 'alert-capture-1:1', 'alert-capture-1:2', 'notify'],
    );
    assert.deepEqual(statuses, [
      { stage: 'capturing' },
      { stage: 'notifying' },
      { stage: 'ended' },
    ]);
  });

  test('waits for the other captures when one is terminated, and loses none', async () => {
    const { result, calls } = await run({
      child(vm) {
        if (vm === '/vm/one') throw new Error('terminated');
        return captured(vm);
      },
    });
    assert.deepEqual(
      result.captures.map(({ end }) => end),
      ['failed', 'timeLimit', 'timeLimit'],
    );
    assert.equal(calls.filter(({ kind }) => kind === 'child').length, 3);
    assert.equal(calls.at(-1)?.name, 'notify');
  });

  test('tries a notification again that did not get through', async () => {
    let tries = 0;
    const failure = { step: 'notify', code: 'NotificationFailed', message: 'm', advice: 'a' };
    const { result } = await run({
      notify: () =>
        ++tries < 3
          ? { ok: false, failure: { ...failure, transient: true } }
          : { ok: true, value: 'sent' },
    });
    assert.equal(tries, 3);
    assert.deepEqual(result.delivery, { state: 'sent' });
  });

  test('ends with its outcome even when nobody can be told', async () => {
    const failure = { step: 'notify', code: 'NotificationRefused', message: 'm', advice: 'a' };
    const { result } = await run({ notify: () => ({ ok: false, failure }) });
    assert.deepEqual(result.delivery, { state: 'failed', failure });
    assert.equal(result.captures.length, 3);
  });
});
