import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRecord } from './is-record.ts';

test('only an object with fields is a record', () => {
  for (const value of [{}, { a: 1 }]) assert.equal(isRecord(value), true);
  for (const value of [null, undefined, [], [{}], 'x', 7, () => 1]) {
    assert.equal(isRecord(value), false, typeof value);
  }
});
