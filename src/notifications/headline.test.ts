import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Outcome, OutcomeEnd } from '../captures/outcome.ts';
import { fileUrl, machineId, reportOf, startOf } from '../test-support/reports.ts';
import type { Tone } from './headline.ts';
import { headline, severityLevel, toneOf } from './headline.ts';
import { startHeadline } from './start-message.ts';

const file = { url: fileUrl, bytes: 4096 };
const failure = { step: 's', code: 'AgentStopped', message: 'm', advice: 'a' };
const { alert } = startOf();

const ended = (end: OutcomeEnd, vm = 'web-03'): Outcome => ({
  vm: machineId(vm),
  warnings: [],
  endedAt: '2026-11-20T02:15:10.000Z',
  ...end,
});

describe('the first line says how the capture of a machine ended', () => {
  const cases: [OutcomeEnd, string, Tone][] = [
    [{ end: 'timeLimit', file }, 'Captured', 'good'],
    [{ end: 'byteLimit', file }, 'Captured', 'good'],
    [{ end: 'resolved', file }, 'Captured until resolved', 'good'],
    [{ end: 'stopped', file }, 'Stopped by hand', 'good'],
    [{ end: 'attached', to: alert }, 'Covered by a running capture', 'warning'],
    [
      { end: 'cooldown', last: ended({ end: 'timeLimit', file }) },
      'Covered by a recent capture',
      'warning',
    ],
    [
      { end: 'skipped', reason: { code: 'LimitReached', message: 'm', advice: 'a' } },
      'Skipped (LimitReached)',
      'warning',
    ],
    [{ end: 'failed', failure }, 'Not captured (AgentStopped)', 'bad'],
    [{ end: 'failed', failure, file }, 'Failed, with a file (AgentStopped)', 'bad'],
    [{ end: 'lost', failure }, 'Not captured (AgentStopped)', 'bad'],
    [{ end: 'timedOut', failure }, 'Not captured (AgentStopped)', 'bad'],
  ];
  for (const [end, words, tone] of cases) {
    test(`${words}, after ${end.end}`, () => {
      assert.equal(headline(reportOf([ended(end)])), `${words}: web-03, Sev2`);
      assert.equal(toneOf(ended(end)), tone);
    });
  }
});

describe('the first line about several machines counts those that were captured', () => {
  const first = ended({ end: 'timeLimit', file }, 'web-01');
  const others = ['web-02', 'web-03', 'web-04', 'web-05'].map((name) =>
    ended({ end: 'failed', failure }, name),
  );
  const cases: [Outcome[], string][] = [
    [[], 'Nothing to capture, Sev2'],
    [[first, ...others.slice(0, 2)], '1 of 3 captured: web-01, web-02, web-03, Sev2'],
    [[first, ...others], '1 of 5 captured: web-01, web-02, web-03 and 2 more, Sev2'],
  ];
  for (const [captures, line] of cases) {
    test(line, () => assert.equal(headline(reportOf(captures)), line));
  }
});

test('without a severity the first line ends with the machine', () => {
  const report = reportOf([ended({ end: 'timeLimit', file })]);
  const { severity, ...without } = report.alert;
  assert.equal(severity, 'Sev2');
  assert.equal(headline({ ...report, alert: without }), 'Captured: web-03');
  const start = startOf('web-03');
  assert.equal(startHeadline(start), 'Capturing: web-03, Sev2');
  delete start.alert.severity;
  assert.equal(startHeadline(start), 'Capturing: web-03');
});

test('a severity is high, medium or low; any other text is none of them', () => {
  const severities = ['Sev0', 'Sev1', 'Sev2', 'Sev3', 'Sev4', 'Sev5', '', undefined];
  assert.deepEqual(severities.map(severityLevel), [
    ...['high', 'high', 'medium', 'low', 'low'],
    ...[undefined, undefined, undefined],
  ]);
});
