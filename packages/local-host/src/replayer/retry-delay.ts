import type { RetryOptions } from '../model/action.ts';

/**
 * Milliseconds to wait after a failed attempt (`attempt` counts from 1). None after the last one:
 * the extension sets a timer there too, due at once.
 */
export function retryDelay(options: RetryOptions, attempt: number): number {
  if (attempt >= options.maxNumberOfAttempts) return 0;
  const backoff = (options.backoffCoefficient ?? 1) ** (attempt - 1);
  const delay = options.firstRetryIntervalInMilliseconds * backoff;
  return Math.min(delay, options.maxRetryIntervalInMilliseconds ?? Infinity);
}
