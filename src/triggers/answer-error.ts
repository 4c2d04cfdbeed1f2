import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { redact } from '../captures/log-line.ts';
import { TaskHubUnavailable } from '../task-hub/task-hub-unavailable.ts';
import { HttpProblem } from './problem.ts';

const unavailable = new HttpProblem({
  kind: 'unavailable',
  status: 503,
  title: 'The task hub does not answer',
  detail: 'Send the request again later.',
  retryAfterSeconds: 5,
});

const unexpected = new HttpProblem({
  kind: 'internal-error',
  status: 500,
  title: 'The request failed unexpectedly',
  detail: 'Send the request again; if it fails again, look in the logs of the app for the cause.',
});

/**
 * The response when a handler throws. The Functions host sends no response for an error of a streamed
 * HTTP function, so every error becomes a problem document, and its cause is logged.
 */
export function answerError(
  error: unknown,
  context: Pick<InvocationContext, 'error'>,
): HttpResponseInit {
  if (error instanceof HttpProblem) return error.response;
  if (error instanceof TaskHubUnavailable) {
    context.error(redact(`${error.code}: ${messageOf(error.cause)}`));
    return unavailable.response;
  }
  context.error(redact(`UnexpectedError: ${messageOf(error)}`));
  return unexpected.response;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
