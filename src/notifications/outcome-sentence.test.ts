import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertReference } from '../captures/alert-reference.ts';
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
const alertOf = (number: string): AlertReference => ({
  id: `alert-capture-${number}`,
  identity: number,
  rule: 'cpu',
  condition: 'fired',
  firedAt: base.startedAt,
});

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
  [
    { ...base, end: 'byteLimit', file: { ...file, fileCount: 3 } },
    'vm-1 was captured until the byte limit: 4.1 KB in 3 files, 02:14–02:15 UTC.',
  ],
  [
    {
      ...base,
      end: 'resolved',
      file: { path: 'C:\\a.cap' },
      resolvedAt: '2026-11-20T02:15:00.000Z',
    },
    'vm-1 was captured until the alert was resolved: in C:\\a.cap on the machine, 02:14–02:15 UTC.',
  ],
  [
    {
      ...base,
      vm: '/subscriptions/s/edge',
      instances: ['/subscriptions/s/edge/virtualMachines/12'],
      end: 'timeLimit',
      file,
      resolvedAt: '2026-11-20T02:14:40.000Z',
      alsoFor: [alertOf('2'), alertOf('3')],
    },
    'edge (instance 12) was captured until the time limit: 4.1 KB, 02:14–02:15 UTC. The alert was resolved at 20 Nov 2026, 02:14 UTC, and the capture continued. It covers later alerts for the machine too: "cpu" (alert-capture-2), "cpu" (alert-capture-3).',
  ],
  [
    {
      ...base,
      instances: ['/edge/virtualMachines/12', '/edge/virtualMachines/34'],
      end: 'lost',
      failure,
    },
    'The capture of vm-1 (instances 12, 34) failed in queryCapture (AgentStopped): It stopped. Start it.',
  ],
  [
    { ...base, end: 'timedOut', failure },
    'The capture of vm-1 failed in queryCapture (AgentStopped): It stopped. Start it.',
  ],
  [
    { ...base, end: 'attached', to: alertOf('2') },
    'vm-1 is already being captured for the alert "cpu" (alert-capture-2); the message about that capture covers this alert too.',
  ],
  [
    { ...base, end: 'cooldown', last: { ...base, end: 'timeLimit', file } },
    'vm-1 was captured a short while ago, which covers this alert too: vm-1 was captured until the time limit: 4.1 KB, 02:14–02:15 UTC.',
  ],
];

for (const [outcome, sentence] of sentences) {
  test(sentence, () => assert.equal(outcomeSentence(outcome), sentence));
}
