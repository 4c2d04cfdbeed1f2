import { plainText } from '../alerts/plain-text.ts';
import type { Failure } from '../captures/failure.ts';
import { StepError } from '../captures/failure.ts';
import { redact } from '../captures/log-line.ts';
import { adviceFor } from './advice.ts';
import { retryAfterSeconds as retryAfterSecondsOf } from './retry-after.ts';
import { isTransient } from './transient.ts';

/** HTTP status of the service's response in an SDK error; undefined when there is none. */
export function statusCodeOf(error: unknown): number | undefined {
  // The status in an AuthenticationError is that of the identity endpoint.
  const isRestError =
    error instanceof Error && 'statusCode' in error && error.name !== 'AuthenticationError';
  return isRestError && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** Describes an error thrown by an activity, with the service's code and message and with advice. */
export function toFailure(error: unknown, step: string): Failure {
  if (error instanceof StepError) {
    const { code, message, advice, transient, retryAfterSeconds } = error;
    return {
      step,
      code,
      message,
      advice,
      ...(transient && { transient }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    };
  }
  const statusCode = statusCodeOf(error);
  const { code, message } = codeAndMessage(error, statusCode);
  const name = error instanceof Error ? error.name : '';
  const transient = isTransient({ name, code, message, statusCode });
  const headers = transient ? headersOf(error) : undefined;
  const retryAfterSeconds = headers && retryAfterSecondsOf(headers);
  return {
    step,
    code,
    message: plainText(redact(message), 1000),
    advice: adviceFor({ step, code, text: message + detailsOf(error), statusCode, transient }),
    ...(statusCode !== undefined && { statusCode }),
    ...(transient && { transient }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

function codeAndMessage(
  error: unknown,
  statusCode: number | undefined,
): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'UnknownError', message: String(error) };
  // A failed long-running operation throws a plain Error with all details in its message.
  const operation = /^The long-running operation has failed\. (\w+)\. (.*)$/s.exec(error.message);
  if (operation !== null) {
    const [, code = '', message = ''] = operation;
    return { code, message };
  }
  const cause = error.cause instanceof Error ? codeIn(error.cause) : undefined;
  const code = codeIn(error) ?? cause ?? (statusCode ? `HTTP ${statusCode}` : error.name);
  return { code, message: error.message };
}

function codeIn(error: Error): string | undefined {
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  const details =
    'details' in error ? (error.details as { error?: { code?: unknown } }) : undefined;
  return typeof details?.error?.code === 'string' ? details.error.code : undefined;
}

/** Details beyond the message, as JSON. They contain the names of policies. */
function detailsOf(error: unknown): string {
  if (statusCodeOf(error) === undefined) return '';
  const { details } = error as { details?: unknown };
  return JSON.stringify(details ?? '').slice(0, 8192);
}

function headersOf(error: unknown): Parameters<typeof retryAfterSecondsOf>[0] | undefined {
  const { response } = error as { response?: { headers?: { get?: unknown } } };
  return typeof response?.headers?.get === 'function'
    ? (response.headers as Parameters<typeof retryAfterSecondsOf>[0])
    : undefined;
}
