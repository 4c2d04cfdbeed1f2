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

test("an error keeps the service's code, and its words", () => {
  const ending = endingOf({ state: 'stopped', errors: ['StorageFailed', 'x'] }, undefined, false);
  assert('failure' in ending);
  assert.equal(ending.failure.code, 'StorageFailed');
  assert.match(ending.failure.message, /StorageFailed; x/);
});
