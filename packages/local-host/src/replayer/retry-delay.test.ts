import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isExpired, retryDelay } from './retry-delay.ts';

test('the delay between attempts grows up to its maximum, and ends with the last attempt', () => {
  const options = {
    firstRetryIntervalInMilliseconds: 300,
    maxNumberOfAttempts: 4,
    backoffCoefficient: 3,
    maxRetryIntervalInMilliseconds: 1000,
  };
  const delays = [1, 2, 3, 4].map((attempt) => retryDelay(options, attempt));
  assert.deepEqual(delays, [300, 900, 1000, 0]);
});

test('without a coefficient the delay stays the same', () => {
  const options = { firstRetryIntervalInMilliseconds: 500, maxNumberOfAttempts: 9 };
  assert.equal(retryDelay(options, 1), 500);
  assert.equal(retryDelay(options, 7), 500);
});

test('the attempts end with the retry timeout, counted from the first one', () => {
  const options = { firstRetryIntervalInMilliseconds: 500, maxNumberOfAttempts: 9 };
  const limited = { ...options, retryTimeoutInMilliseconds: 3000 };
  assert.deepEqual(
    [3999, 4000, 4001].map((now) => isExpired(limited, 1000, now)),
    [false, true, true],
  );
  assert.equal(isExpired(options, 0, Number.MAX_SAFE_INTEGER), false);
});
