import type { RetryOptions } from '../model/action.ts';

/**
 * True if the retry timeout has passed. The extension then sets no timer after a failed attempt. Times
 * in epoch ms.
 */
export function isExpired(options: RetryOptions, firstAttemptAt: number, now: number): boolean {
  return now - firstAttemptAt >= (options.retryTimeoutInMilliseconds ?? Infinity);
}

/**
 * Delay in milliseconds after a failed attempt (`attempt` counts from 1). Zero after the last
 * attempt: the extension sets a timer there too, due immediately.
 */
export function retryDelay(options: RetryOptions, attempt: number): number {
  if (attempt >= options.maxNumberOfAttempts) return 0;
  const backoff = (options.backoffCoefficient ?? 1) ** (attempt - 1);
  const delay = options.firstRetryIntervalInMilliseconds * backoff;
  return Math.min(delay, options.maxRetryIntervalInMilliseconds ?? Infinity);
}
