import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { StepError } from '../captures/failure.ts';

/** How long one attempt of a request to Azure may take with its response, in milliseconds. */
export const requestTimeoutMs = 30_000;

/**
 * Runs one attempt of a request. If it takes too long, its signal is aborted and its late result is ignored.
 *
 * @param caller the caller's own signal, which still applies to a streamed body afterwards.
 * @throws {StepError} `RequestTimedOut`, which is transient.
 */
export async function withinDeadline<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  caller?: PipelineRequest['abortSignal'],
): Promise<T> {
  const abort = new AbortController();
  const expired = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    expired.reject(timedOut());
    abort.abort();
  }, requestTimeoutMs);
  if (caller?.aborted) abort.abort();
  caller?.addEventListener('abort', () => {
    abort.abort();
  });
  try {
    return await Promise.race([attempt(abort.signal), expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const timedOut = (): StepError =>
  new StepError(
    'RequestTimedOut',
    `Azure did not answer within ${requestTimeoutMs / 1000} seconds.`,
    "See the status page of Azure, and check the app's outbound network.",
    { transient: true },
  );
