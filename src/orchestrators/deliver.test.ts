import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateVersion } from '../captures/state-version.ts';
import type { Delivery } from '../captures/outcome.ts';
import { reportOf } from '../test-support/reports.ts';
import type { StoryRun } from '../test-support/run-story.ts';
import { runStory } from '../test-support/run-story.ts';
import { deliverReport } from './deliver.ts';

const failure = { step: 'notify', code: 'NotificationFailed', message: 'm', advice: 'a' };

const deliver = (notify: (attempt: number) => unknown): Promise<StoryRun> => {
  let attempts = 0;
  return runStory({
    orchestrator: 'deliverReport',
    handler: deliverReport,
    instanceId: 'alert-capture-1:notify:slack',
    input: { version: stateVersion, receiver: 'slack', report: reportOf() },
    answer: () => notify(++attempts),
  });
};

test('a failed notification is sent again, not before the time that its receiver gives', async () => {
  const transient = { ...failure, transient: true, retryAfterSeconds: 40 };
  const { output, seconds, logs } = await deliver((attempt) =>
    attempt < 3 ? { ok: false, failure: transient } : { ok: true, value: 'sent' },
  );
  assert.deepEqual(output, { receiver: 'slack', state: 'sent' });
  assert.equal(seconds, 80);

  const lines = logs.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    lines.map(({ event, attempt }) => [event, attempt]),
    [
      ['failed', 1],
      ['failed', 2],
    ],
  );
  const { alert, captures } = reportOf();
  assert.partialDeepStrictEqual(lines[0], {
    instanceId: 'alert-capture-1:notify:slack',
    alert: alert.rule,
    vm: captures[0]?.vm,
  });
});

test('a receiver that refuses or does not answer is reported and hides nothing', async () => {
  for (const answer of [failure, { ...failure, transient: true }]) {
    const { output } = await deliver(() => ({ ok: false, failure: answer }));
    assert.deepEqual(output, {
      receiver: 'slack',
      state: 'failed',
      failure: answer,
    } satisfies Delivery);
  }
});
