import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lazy } from './lazy.ts';

test('a value is created once, for all callers', async () => {
  let created = 0;
  const value = lazy(async () => ++created);
  assert.deepEqual(await Promise.all([value(), value()]), [1, 1]);
  assert.equal(await value(), 1);
});

test('after a failure, the next call creates the value', async () => {
  let attempts = 0;
  const value = lazy(async () => {
    if (++attempts === 1) throw new Error('EMFILE');
    return attempts;
  });
  const [first, second] = [value(), value()];
  await assert.rejects(first, /EMFILE/);
  await assert.rejects(second, /EMFILE/);
  assert.equal(await value(), 2);
});
