import type { RetryOptions } from '../model/action.ts';

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
