import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../captures/outcome.ts';
import { outcomeSentence } from './outcome-sentence.ts';

const failure = {
  step: 'queryCapture',
  code: 'AgentStopped',
  message: 'It stopped.',
  advice: 'Start it.',
};
const file = { url: 'https://x/y.cap', bytes: 4096, metadataUrl: 'https://x/y.cap.json' };
const base = {
  vm: '/subscriptions/s/vm-1',
  warnings: [],
  startedAt: '2026-11-20T02:14:10.000Z',
  endedAt: '2026-11-20T02:15:10.000Z',
};

const sentences: [Outcome, string][] = [
  [
    { ...base, end: 'timeLimit', file },
    'vm-1 was captured until the time limit: 4.1 KB, 02:14–02:15 UTC.',
  ],
  [
    { ...base, end: 'stopped', file },
    'vm-1 was captured until a user stopped it: 4.1 KB, 02:14–02:15 UTC.',
  ],
  [
    { ...base, end: 'failed', failure, file },
    'The capture of vm-1 failed in queryCapture (AgentStopped): It stopped. Start it. Before, 4.1 KB were captured.',
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

for (const [outcome, sentence] of sentences) {
  test(sentence, () => assert.equal(outcomeSentence(outcome), sentence));
}
