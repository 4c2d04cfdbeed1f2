import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostError } from '../model/host-error.ts';
import {
  damagedWhileRunning,
  isDamage,
  isDiskError,
  isNotWritten,
  notWritten,
} from './not-written.ts';

const sqlite = (errcode: number) => Object.assign(new Error('from SQLite'), { errcode });

// Codes of SQLite, with an extended one each.
for (const [what, codes, expected] of [
  ['an I/O error', [10, 10 + (3 << 8)], { disk: true, damage: false }],
  ['a full disk', [13], { disk: true, damage: false }],
  ['a damaged page', [11, 11 + (1 << 8)], { disk: true, damage: true }],
  ['a file that is not a database', [26], { disk: true, damage: true }],
  ['a row that the schema refuses', [19, 19 + (8 << 8)], { disk: false, damage: false }],
] as const) {
  test(`${what} by its code`, () => {
    for (const error of codes.map(sqlite)) {
      assert.deepEqual({ disk: isDiskError(error), damage: isDamage(error) }, expected);
    }
  });
}

test('other errors are not of the disk', () => {
  assert.deepEqual([isDiskError(new Error('a bug')), isDamage(new Error('a bug'))], [false, false]);
  assert.equal(isDamage(undefined), false);
});

test('the errors say what to do, and have their cause', () => {
  const cause = sqlite(13);
  const written = notWritten(cause);
  assert.equal(
    written.message,
    'The task hub cannot be written (from SQLite). Make room on its disk and check that the host may write ' +
      'there; the host tries again.',
  );
  const damaged = damagedWhileRunning(cause);
  assert.equal(
    damaged.message,
    'The task hub is damaged (from SQLite), so the host accepts no more work. Stop it, and restore the state ' +
      'directory from a copy, or start with an empty one (--reset removes it).',
  );
  assert.deepEqual([written.cause, damaged.cause], [cause, cause]);
});

test('only a transaction that was rolled back is not written', () => {
  assert.equal(isNotWritten(notWritten(new Error('full'))), true);
  assert.equal(isNotWritten(new HostError('state-damaged', '')), false);
  assert.equal(isNotWritten(sqlite(13)), false);
});
