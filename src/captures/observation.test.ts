import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from './failure.ts';
import type { Ending, StopCause } from './observation.ts';
import { endingOf, lost } from './observation.ts';

interface Case {
  stopReason?: string;
  errors?: string[];
  asked?: StopCause;
  isPastEnd?: boolean;
  end: string;
}

const cases: Case[] = [
  { stopReason: 'TimeExceeded', end: 'timeLimit' },
  { stopReason: '1 VM Instance(s) stopped due to TimeExceeded Reasons', end: 'timeLimit' },
  { stopReason: 'TimeExceeded', asked: 'stopped', end: 'timeLimit' },
  { stopReason: 'Manual', end: 'stopped' },
  { stopReason: 'Manual', asked: 'stopped', end: 'stopped' },
  { stopReason: 'Manual', asked: 'resolved', end: 'resolved' },
  { stopReason: 'Manual', asked: 'timedOut', end: 'timedOut' },
  { asked: 'stopped', end: 'stopped' },
  { stopReason: '-', end: 'byteLimit' },
  { stopReason: '-', isPastEnd: true, end: 'byteLimit' },
  { stopReason: 'SessionBytesExceeded', end: 'byteLimit' },
  { end: 'byteLimit' },
  { isPastEnd: true, end: 'timeLimit' },
  { errors: ['StorageFailed'], end: 'failed' },
  { errors: ['Instance 3 is stopped.'], end: 'failed' },
];

for (const { stopReason, errors = [], asked, isPastEnd = false, end } of cases) {
  test(`${stopReason ?? 'no reason'} ${errors.join()} ${asked ?? ''} ends as ${end}`, () => {
    const seen = { state: 'stopped' as const, errors, ...(stopReason && { stopReason }) };
    assert.equal(endingOf(seen, asked, isPastEnd).end, end);
  });
}

const agentAdvice =
  'Check that the machine runs, and that its Network Watcher agent can reach 168.63.129.16 and the storage account.';

/** Endings with a failure, as the notification shows them. */
const failures: [name: string, ending: Ending, end: string, failure: Partial<Failure>][] = [
  [
    "a code of the service is kept, as the failure's code",
    endingOf({ state: 'stopped', errors: ['AgentStopped', 'x'] }, undefined, false),
    'failed',
    {
      code: 'AgentStopped',
      message: 'The session stopped with an error: AgentStopped; x',
      advice: agentAdvice,
    },
  ],
  ...['Instance 3 is stopped.', 'Stopped: timeout', '(403)'].map(
    (text): (typeof failures)[number] => [
      `the text "${text}" is not a code`,
      endingOf({ state: 'stopped', errors: [text] }, undefined, false),
      'failed',
      {
        code: 'SessionError',
        message: `The session stopped with an error: ${text}`,
        advice: agentAdvice,
      },
    ],
  ),
  [
    'a session that disappeared',
    lost,
    'lost',
    {
      code: 'SessionNotFound',
      message: 'The session disappeared before it ended.',
      advice:
        'Look in the activity log of the Network Watcher for who deleted the session, or the machine.',
    },
  ],
  [
    'a session that the app stopped past its end',
    endingOf({ state: 'stopped', stopReason: 'Manual', errors: [] }, 'timedOut', true),
    'timedOut',
    {
      code: 'SessionDidNotEnd',
      message: 'The session exceeded its time limit. It stopped when the app asked it to.',
      advice: 'Check the Network Watcher agent on the machine.',
    },
  ],
];
for (const [name, ending, end, failure] of failures) {
  test(name, () => {
    assert.deepEqual(ending, { end, failure: { step: 'queryCapture', ...failure } });
  });
}

test('advice about the agent is for errors of the agent', () => {
  const adviceFor = (...errors: string[]): string => {
    const ending = endingOf({ state: 'stopped', errors }, undefined, false);
    assert('failure' in ending);
    return ending.failure.advice;
  };
  for (const error of [
    'StorageFailed',
    'Failed to upload the capture file to the storage account.',
    'The SAS token has expired.',
    'Server failed to authenticate the request. The signature did not match.',
    'The remote server returned an error: (403) Forbidden while writing the blob.',
  ]) {
    assert.match(adviceFor(error), /^Check that the storage account/, error);
    assert.doesNotMatch(adviceFor('CaptureFailed', error), /agent/, error);
  }
  for (const error of ['AgentStopped', 'InternalError', 'Instance 3 is stopped.']) {
    assert.match(adviceFor(error), /agent/, error);
  }
});
