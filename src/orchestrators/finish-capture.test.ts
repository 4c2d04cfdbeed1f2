import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Claim } from '../limit/claim.ts';
import { stateVersion } from '../captures/state-version.ts';
import { refer } from '../captures/alert-reference.ts';
import type { Answer } from '../test-support/run-capture.ts';
import { drive } from '../test-support/drive.ts';
import {
  fail,
  file,
  fileUrl,
  machine,
  answerWith,
  ok,
  target,
  traffic,
  watcher,
} from '../test-support/run-capture.ts';
import type { StoryRun } from '../test-support/run-story.ts';
import { runStory } from '../test-support/run-story.ts';
import type { CaptureResult } from '../captures/alert-capture.ts';
import { finishCapture } from './finish-capture.ts';

const claim: Claim = {
  holder: 'alert-capture-1:0',
  vm: machine,
  session: 'alert-capture-1-0',
  plan: target.plan,
  alert: refer('alert-capture-1', target.alert),
  arrivedAt: target.arrivedAt,
};
const later = refer('alert-capture-2', { ...target.alert, rule: 'later' });

const usual = (answers: Record<string, Answer>): Record<string, Answer> => ({
  'slot: takeOver': () => ({ ...claim, holder: 'f', attached: [later], wasHeld: true }),
  'slot: release': () => ({ attached: [later] }),
  enforceLimit: ok({ limit: 10, listed: { ours: [claim.session], others: 0 } }),
  stopCapture: ok(undefined),
  queryCapture: ok({ state: 'stopped', stopReason: 'Manual', errors: [], fileUrl }),
  finalizeCapture: ok(file),
  deleteCapture: ok(undefined),
  summarizeTraffic: ok(traffic),
  listReceivers: ok(['webhook']),
  deliverReport: () => ({ receiver: 'webhook', state: 'sent' }),
  ...answers,
});
const input = { version: stateVersion, watcher, claim, fate: 'was terminated' };

async function finish(
  answers: Record<string, Answer> = {},
): Promise<StoryRun & { result: CaptureResult | undefined }> {
  const run = await runStory({
    orchestrator: 'finishCapture',
    handler: finishCapture,
    instanceId: 'f',
    input,
    children: ['deliverReport'],
    answer: answerWith(usual(answers)),
  });
  return { ...run, result: (run.output ?? undefined) as CaptureResult | undefined };
}

describe('a capture whose instance has ended', () => {
  test('is stopped, keeps its file, gives its slot back and is reported', async () => {
    const { names, result } = await finish();
    assert.deepEqual(names, [
      'slot: takeOver',
      'enforceLimit',
      'stopCapture',
      'queryCapture',
      'finalizeCapture',
      'slot: release',
      'deleteCapture',
      'summarizeTraffic',
      'listReceivers',
      'deliverReport',
    ]);
    const [outcome] = result?.captures ?? [];
    assert(outcome?.end === 'stopped');
    assert.deepEqual(outcome.file, file);
    assert.deepEqual(outcome.alsoFor, [later]);
    assert.match(outcome.warnings.join(), /alert-capture-1 that ran the capture was terminated/);
    assert.deepEqual(result?.deliveries, [{ receiver: 'webhook', state: 'sent' }]);
  });

  test('is left alone when its claim was released in the meantime', async () => {
    const { names, result } = await finish({ 'slot: takeOver': () => null });
    assert.deepEqual(names, ['slot: takeOver']);
    assert.equal(result, undefined);
  });

  test('keeps its slot for a while without a session, because a create may be in progress', async () => {
    const { calls, result } = await finish({
      enforceLimit: ok({ limit: 10, listed: { ours: [], others: 0 } }),
      queryCapture: ok({ state: 'gone' }),
      finalizeCapture: ok(null),
    });
    const release = calls.find((call) => call.name === 'slot: release');
    assert((release?.at ?? 0) >= 360);
    assert.equal(result?.captures[0]?.end, 'lost');
  });

  test('is reported as skipped when it had not started', async () => {
    const { names, result } = await finish({
      'slot: takeOver': () => ({ ...claim, attached: [], wasHeld: false }),
    });
    const [outcome] = result?.captures ?? [];
    assert(outcome?.end === 'skipped');
    assert.match(outcome.reason.message, /was terminated/);
    assert.deepEqual(names.slice(0, 2), ['slot: takeOver', 'slot: release']);
  });

  test('gives each call what it needs, and its own stages', () => {
    const { calls, names, result, statuses } = drive(finishCapture, {
      input,
      answer: answerWith(usual({ listReceivers: ok([]) })),
    });
    const session = { watcher, name: claim.session };
    assert.deepEqual(calls[0]?.input, {
      watcher,
      request: { claim, to: 'alert-capture-1:0' },
    });
    assert.deepEqual(names, [
      '0 slot: takeOver',
      '0 enforceLimit',
      '0 stopCapture',
      '2 queryCapture',
      '2 finalizeCapture',
      '2 slot: release',
      '2 deleteCapture',
      '2 summarizeTraffic',
      '2 listReceivers',
    ]);
    for (const index of [2, 6]) assert.deepEqual(calls[index]?.input, session);
    const warnings = ['The instance alert-capture-1 that ran the capture was terminated.'];
    const facts = { vm: machine.id, watcher: watcher.id, session: claim.session, warnings };
    assert.deepEqual(statuses, [
      { stage: 'stopping', ...facts },
      { stage: 'finalizing', ...facts, fileUrl },
      { stage: 'cleaning', ...facts, fileUrl },
    ]);
    const endedAt = '2026-11-20T02:14:02.000Z';
    assert.deepEqual(result, {
      id: 'alert-capture-1:0',
      alert: claim.alert,
      plan: claim.plan,
      warnings: [],
      captures: [{ ...facts, fileUrl, endedAt, end: 'stopped', file, alsoFor: [later], traffic }],
      startedAt: '2026-11-20T02:14:00.000Z',
      endedAt,
      deliveries: [],
    });
  });

  test('keeps its slot for a while, too, when the watcher does not answer', () => {
    const { names } = drive(finishCapture, {
      input,
      answer: answerWith(
        usual({
          enforceLimit: fail('Forbidden'),
          queryCapture: ok({ state: 'gone' }),
          finalizeCapture: ok(null),
          listReceivers: ok([]),
        }),
      ),
    });
    assert.deepEqual(names.slice(1, 5), [
      '0 enforceLimit',
      '360 stopCapture',
      '362 queryCapture',
      '362 slot: release',
    ]);
  });

  test('that cannot be stopped is followed to its own end', () => {
    const { result } = drive(finishCapture, {
      input,
      answer: answerWith(usual({ stopCapture: fail('Forbidden'), listReceivers: ok([]) })),
    });
    assert.deepEqual(result?.captures[0]?.warnings, [
      'The instance alert-capture-1 that ran the capture was terminated.',
      'The session alert-capture-1-0 was not stopped (Forbidden): m a',
    ]);
  });

  test('that had not started gives the reason', () => {
    const { result } = drive(finishCapture, {
      input,
      answer: answerWith(
        usual({
          'slot: takeOver': () => ({ ...claim, attached: [], wasHeld: false }),
          'slot: release': () => ({ attached: [] }),
          listReceivers: ok([]),
        }),
      ),
    });
    assert.deepEqual(result?.captures, [
      {
        vm: machine.id,
        warnings: [],
        endedAt: '2026-11-20T02:14:00.000Z',
        end: 'skipped',
        reason: {
          code: 'CalledOff',
          message: 'It was still waiting for a session when its instance was terminated.',
          advice: 'Send the alert again if the capture is still wanted.',
        },
      },
    ]);
  });
});
