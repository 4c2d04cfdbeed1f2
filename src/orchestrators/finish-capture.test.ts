import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Claim } from '../limit/claim.ts';
import { stateVersion } from '../captures/state-version.ts';
import { refer } from '../captures/alert-reference.ts';
import type { Answer } from '../test-support/run-capture.ts';
import {
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

async function finish(
  answers: Record<string, Answer> = {},
): Promise<StoryRun & { result: CaptureResult | undefined }> {
  const usual: Record<string, Answer> = {
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
  };
  const run = await runStory({
    orchestrator: 'finishCapture',
    handler: finishCapture,
    instanceId: 'f',
    input: { version: stateVersion, watcher, claim, fate: 'was terminated' },
    children: ['deliverReport'],
    answer: answerWith(usual),
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
});
