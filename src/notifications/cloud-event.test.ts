import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptureReport, Outcome } from '../captures/outcome.ts';
import { renderCloudEvent } from './cloud-event.ts';

const failure = {
  step: 'queryCapture',
  code: 'AgentStopped',
  message: 'It stopped.',
  advice: 'Start it.',
};
const file = { url: 'https://x/y.cap', bytes: 4096, metadataUrl: 'https://x/y.cap.json' };
const base = { vm: '/subscriptions/s/vm-1', warnings: [], endedAt: '2026-11-20T02:15:10.000Z' };

const sentences: [Outcome, string][] = [
  [
    { ...base, end: 'timeLimit', file },
    'vm-1 was captured until the time limit: 4096 bytes in https://x/y.cap',
  ],
  [
    { ...base, end: 'stopped', file },
    'vm-1 was captured until somebody stopped it: 4096 bytes in https://x/y.cap',
  ],
  [
    { ...base, end: 'failed', failure, file },
    'The capture of vm-1 failed in queryCapture (AgentStopped): It stopped. Start it. What was captured is in https://x/y.cap.',
  ],
  [
    {
      ...base,
      end: 'skipped',
      reason: { code: 'LimitReached', message: 'Full.', advice: 'Wait.' },
    },
    'vm-1 was not captured: Full. Wait.',
  ],
];

test('a report is rendered as one CloudEvent, with the outcomes in words', () => {
  const report: CaptureReport = {
    id: 'alert-capture-1',
    alert: {
      identity: 'a',
      rule: 'net-out-spike',
      condition: 'fired',
      firedAt: '2026-11-20T02:14:00.000Z',
    },
    captures: sentences.map(([outcome]) => outcome),
    startedAt: '2026-11-20T02:14:01.000Z',
    endedAt: '2026-11-20T02:15:10.000Z',
  };
  assert.deepEqual(renderCloudEvent(report), {
    specversion: '1.0',
    id: 'alert-capture-1',
    source: 'urn:alert-capture',
    type: 'alert-capture.ended',
    subject: 'net-out-spike',
    time: '2026-11-20T02:15:10.000Z',
    datacontenttype: 'application/json',
    data: { summary: sentences.map(([, sentence]) => sentence).join('\n'), ...report },
  });
});
