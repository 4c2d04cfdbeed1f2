import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drive } from '../test-support/drive.ts';
import { fail, ok, target } from '../test-support/run-capture.ts';
import type { StoryRun } from '../test-support/run-story.ts';
import { runStory } from '../test-support/run-story.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { CaptureRequest, CaptureResult } from '../captures/alert-capture.ts';
import { captureOnAlert } from './capture-on-alert.ts';

const subscriptionId = '7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';
const idOf = (name: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}`;

const machine = (name: string): CaptureRequest['alert']['targets'][number] => ({
  id: idOf(name),
  subscriptionId,
  resourceGroup: 'rg',
  name,
});

const request: CaptureRequest = {
  version: target.version,
  alert: {
    identity: 'a',
    rule: 'net-out-spike',
    condition: 'fired',
    firedAt: '2026-11-20T02:14:00.000Z',
    targets: ['one', 'two', 'three'].map(machine),
  },
  plan: target.plan,
  policy: target.policy,
  arrivedAt: '2026-11-20T02:14:00.000Z',
  refused: [],
  warnings: [],
};

const captured = (vm: string): Outcome => ({
  vm,
  warnings: [],
  end: 'timeLimit',
  endedAt: '2026-11-20T02:15:00.000Z',
  file: { url: 'https://x/y.cap', bytes: 1, metadataUrl: 'https://x/y.cap.json' },
});

interface Answers {
  receivers?: unknown;
  child?: (vm: string) => unknown;
  deliver?: (receiver: string) => unknown;
  request?: Partial<CaptureRequest>;
}

const run = async (answers: Answers = {}): Promise<StoryRun & { result: CaptureResult }> => {
  const ended = await runStory({
    orchestrator: 'captureOnAlert',
    handler: captureOnAlert,
    instanceId: 'alert-capture-1',
    input: { ...request, ...answers.request },
    children: ['captureMachine', 'deliverReport'],
    answer({ name, input }) {
      if (name === 'listReceivers') return answers.receivers ?? ok(['webhook', 'slack']);
      const { vm, receiver } = input as { vm: { id: string }; receiver: string };
      if (name === 'captureMachine') return (answers.child ?? captured)(vm.id);
      return (answers.deliver ?? ((name) => ({ receiver: name, state: 'sent' })))(receiver);
    },
  });
  return { ...ended, result: ended.output as CaptureResult };
};

describe('an alert', () => {
  test('captures every machine, and sends one notification of all to each receiver', async () => {
    const { result, calls, stages } = await run();
    assert.deepEqual(
      result.captures.map(({ vm }) => vm),
      [idOf('one'), idOf('two'), idOf('three')],
    );
    assert.deepEqual(result.deliveries, [
      { receiver: 'webhook', state: 'sent' },
      { receiver: 'slack', state: 'sent' },
    ]);
    assert.deepEqual(
      calls.map(({ name, instanceId }) => instanceId ?? name),
      [
        'alert-capture-1:0',
        'alert-capture-1:1',
        'alert-capture-1:2',
        'listReceivers',
        'alert-capture-1:notify:webhook',
        'alert-capture-1:notify:slack',
      ],
    );
    assert.deepEqual(stages, ['capturing', 'notifying', 'ended']);
  });

  test('passes each machine only the part of the alert that it needs', async () => {
    const alert = {
      ...request.alert,
      severity: 'Sev2',
      description: 'd'.repeat(1000),
      link: 'https://portal.azure.com/#x',
      series: 's',
    };
    const { calls } = await run({ request: { alert } });
    for (const { name, input } of calls.slice(0, 3)) {
      assert.equal(name, 'captureMachine');
      const target = input as { alert: object };
      assert.deepEqual(target.alert, {
        identity: 'a',
        rule: 'net-out-spike',
        severity: 'Sev2',
        condition: 'fired',
        firedAt: '2026-11-20T02:14:00.000Z',
      });
    }
  });

  test('sends no notification when running captures of its machines will name it', async () => {
    const to = { id: 'x', identity: 'b', rule: 'r', condition: 'fired', firedAt: 'x' } as const;
    const attached = (vm: string): Outcome => ({
      vm,
      warnings: [],
      end: 'attached',
      to,
      endedAt: 'x',
    });
    const all = await run({ child: attached });
    assert.deepEqual(all.result.deliveries, []);
    const some = await run({ child: (vm) => (vm === idOf('one') ? attached : captured)(vm) });
    assert.equal(some.result.deliveries.length, 2);
  });

  test('waits for the other captures when one fails as a whole', async () => {
    const { result, calls } = await run({
      child(vm) {
        if (vm === idOf('one')) throw new Error('of another version');
        return captured(vm);
      },
    });
    assert.deepEqual(
      result.captures.map(({ end }) => end),
      ['failed', 'timeLimit', 'timeLimit'],
    );
    assert.equal(calls.filter(({ name }) => name === 'captureMachine').length, 3);
    assert.equal(calls.at(-1)?.name, 'deliverReport');
  });

  test('reports the machines that it may not capture', async () => {
    const reason = { code: 'NotAllowed', message: 'm', advice: 'a' };
    const { result } = await run({ request: { refused: [{ vm: idOf('four'), reason }] } });
    assert.equal(result.captures.length, 4);
    assert.partialDeepStrictEqual(result.captures[3], { vm: idOf('four'), end: 'skipped', reason });
  });

  test('ends with its outcome even when no notification can be sent', async () => {
    const { result } = await run({
      deliver(receiver) {
        if (receiver === 'slack') throw new Error('terminated');
        const failure = { step: 'notify', code: 'NotificationRefused', message: 'm', advice: 'a' };
        return { receiver, state: 'failed', failure };
      },
    });
    assert.deepEqual(
      result.deliveries.map(({ receiver, state }) => [receiver, state]),
      [
        ['webhook', 'failed'],
        ['slack', 'failed'],
      ],
    );
    assert.equal(result.captures.length, 3);
  });

  test('keeps its outcomes when the receivers cannot be listed', async () => {
    const { result } = await run({ receivers: fail('InvalidSettings') });
    assert.deepEqual(
      result.captures.map(({ end }) => end),
      ['timeLimit', 'timeLimit', 'timeLimit'],
    );
    assert.partialDeepStrictEqual(result.deliveries, [{ receiver: 'all', state: 'failed' }]);
  });

  test('is logged once, however often it is replayed', async () => {
    const lines = (await run()).logs.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      lines.map(({ event, stage, end }) => [event, stage ?? end]),
      [
        ['stage', 'capturing'],
        ['stage', 'notifying'],
        ['outcome', 'timeLimit'],
        ['outcome', 'timeLimit'],
        ['outcome', 'timeLimit'],
        ['stage', 'ended'],
      ],
    );
    for (const { instanceId, alert, vm } of lines) {
      assert.deepEqual([instanceId, alert], ['alert-capture-1', 'net-out-spike']);
      assert.match(String(vm), /^\S+\/(one \S+\/two \S+\/three|one|two|three)$/);
    }
  });

  test('shows its stages, and the failure of a capture as a whole', () => {
    const { statuses, result } = drive(captureOnAlert, {
      input: request,
      answer({ name, instanceId }) {
        if (name === 'listReceivers') return ok([]);
        if (instanceId === 'alert-capture-1:0:1') throw new Error('of another version');
        return captured(instanceId ?? '');
      },
    });
    assert.deepEqual(statuses, [
      { stage: 'capturing' },
      { stage: 'notifying' },
      { stage: 'ended' },
    ]);
    assert.deepEqual(result.captures[1], {
      vm: idOf('two'),
      warnings: [],
      end: 'failed',
      failure: {
        step: 'captureMachine',
        code: 'UnexpectedError',
        message: 'of another version',
        advice: 'Look in the logs of the app for this instance.',
      },
      endedAt: '2026-11-20T02:14:00.000Z',
    });
  });

  test('without a machine sends a notification, too', () => {
    const alert = { ...request.alert, targets: [] };
    const { result } = drive(captureOnAlert, {
      input: { ...request, alert },
      answer: ({ name }) =>
        name === 'listReceivers' ? ok(['slack']) : { receiver: 'slack', state: 'sent' },
    });
    assert.deepEqual(result.captures, []);
    assert.deepEqual(result.deliveries, [{ receiver: 'slack', state: 'sent' }]);
  });
});
