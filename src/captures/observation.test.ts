import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StopCause } from './observation.ts';
import { endingOf } from './observation.ts';

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

test("an error keeps the service's code and message", () => {
  const ending = endingOf({ state: 'stopped', errors: ['StorageFailed', 'x'] }, undefined, false);
  assert('failure' in ending);
  assert.equal(ending.failure.code, 'StorageFailed');
  assert.match(ending.failure.message, /StorageFailed; x/);
});

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
