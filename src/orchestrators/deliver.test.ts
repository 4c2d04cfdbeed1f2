import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateVersion } from '../captures/state-version.ts';
import type { Delivery } from '../captures/outcome.ts';
import { drive } from '../test-support/drive.ts';
import { mixedReport, reportOf } from '../test-support/reports.ts';
import { fail, ok } from '../test-support/run-capture.ts';
import type { StoryRun } from '../test-support/run-story.ts';
import { runStory } from '../test-support/run-story.ts';
import { deliver as deliverAll, deliverReport } from './deliver.ts';
import { reportCaptures } from './report-captures.ts';

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

test('a receiver gets the report and nothing else', () => {
  const report = reportOf();
  const input = { version: stateVersion, receiver: 'slack', report };
  const { calls, result } = drive(deliverReport, { input, answer: () => ok('logged') });
  assert.deepEqual(calls, [{ name: 'notify', input: { receiver: 'slack', report }, at: 0 }]);
  assert.deepEqual(result, { receiver: 'slack', state: 'logged' });
});

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

test('each receiver has its own instance; one whose instance fails is reported', () => {
  const report = mixedReport();
  const input = { traceparent };
  const { calls, result } = drive((context) => deliverAll(context, report), {
    input,
    answer: ({ name, instanceId }) => {
      if (name === 'listReceivers') return ok(['slack', 'teams']);
      if (instanceId?.endsWith('slack')) throw new Error('The instance was terminated.');
      return { receiver: 'teams', state: 'sent' };
    },
  });
  const ends = [
    { end: 'timeLimit' },
    { end: 'stopped' },
    { end: 'failed', code: 'AgentStopped' },
    { end: 'skipped', code: 'LimitReached' },
  ];
  const child = (receiver: string) => ({
    name: 'deliverReport',
    input: { version: stateVersion, receiver, report, traceparent },
    instanceId: `alert-capture-1:notify:${receiver}`,
    at: 0,
  });
  assert.deepEqual(calls, [
    { name: 'listReceivers', input: { ends, traceparent }, at: 0 },
    child('slack'),
    child('teams'),
  ]);
  assert.deepEqual(result, [
    {
      receiver: 'slack',
      state: 'failed',
      failure: {
        step: 'deliverReport',
        code: 'UnexpectedError',
        message: 'The instance was terminated.',
        advice: 'Look in the logs of the app for this instance.',
      },
    },
    { receiver: 'teams', state: 'sent' },
  ]);
});

test('the receivers of a report are not told how its captures ended without telemetry', () => {
  const { calls, result } = drive((context) => deliverAll(context, reportOf()), {
    answer: () => fail('InvalidSettings', { step: 'listReceivers' }),
  });
  assert.deepEqual(calls, [{ name: 'listReceivers', input: undefined, at: 0 }]);
  assert.partialDeepStrictEqual(result, [
    { receiver: 'all', state: 'failed', failure: { code: 'InvalidSettings' } },
  ]);
});

test('a report that was not sent is sent to the receivers that are named', () => {
  const report = reportOf();
  const { names, result } = drive(reportCaptures, {
    input: { version: stateVersion, report, receivers: ['slack'] },
    answer: () => ({ receiver: 'slack', state: 'sent' }),
  });
  assert.deepEqual(names, ['0 deliverReport']);
  assert.deepEqual(result, { ...report, deliveries: [{ receiver: 'slack', state: 'sent' }] });
});
