import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryAfterSeconds } from './retry-after.ts';

const read = (value: string, date?: string): number | undefined =>
  retryAfterSeconds(new Headers({ 'retry-after': value, ...(date && { date }) }));

test('Retry-After is a number of seconds or a date', () => {
  const date = 'Fri, 20 Nov 2026 02:14:00 GMT';
  assert.equal(read('12'), 12);
  assert.equal(read('0', date), 0);
  assert.equal(read('Fri, 20 Nov 2026 02:15:30 GMT', date), 90);
  assert.equal(read('Fri, 20 Nov 2026 02:13:59 GMT', date), undefined);
  for (const wrong of ['soon', '-1', '1.5', '']) assert.equal(read(wrong, date), undefined, wrong);
  assert.equal(retryAfterSeconds(new Headers()), undefined);
});

test('without a Date, the time of this machine counts', () => {
  const seconds = read(new Date(Date.now() + 3_600_000).toUTCString()) ?? 0;
  assert(seconds > 3000 && seconds <= 3600);
});
