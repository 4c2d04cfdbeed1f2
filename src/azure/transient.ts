import { missingBlobRight, missingRight } from './error-advice.ts';

const transientStatus = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Codes of conditions that pass: another operation that is in progress, and a missing right. Resource
 * Manager refuses with the same code and message until a new role assignment has taken effect.
 */
const passingCodes = new Set([
  'AnotherOperationInProgress',
  'RetryableError',
  ...missingRight.codes,
  ...missingBlobRight.codes,
]);

/**
 * Codes of Node and the SDKs for a request without a complete response, and for a process that has too many
 * open files.
 */
const connectionCodes =
  /^(REQUEST_SEND_ERROR|PARSE_ERROR|E(CONN\w+|NOTFOUND|AI_AGAIN|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|MFILE|NFILE)|UND_ERR_\w+|ERR_STREAM_PREMATURE_CLOSE)$/;

/**
 * Errors that pass by name: an aborted request, a response that cannot be parsed or lacks a field, and any
 * failure to get a token. The SDK reports an unavailable identity endpoint in the same way as a missing
 * identity.
 */
const transientNames =
  /^(AbortError|TimeoutError|SyntaxError|ValiError|CredentialUnavailableError|AuthenticationError|AggregateAuthenticationError|AuthenticationRequiredError)$/;

/** Message of Node when it cannot read a module for want of file descriptors. */
const tooManyFiles = /too many open files/i;

/** Facts about an error. */
interface ErrorFacts {
  name: string;
  code: string;
  message: string;
  /** HTTP status of the response, if there is one. */
  statusCode: number | undefined;
}

/** Whether the same call may succeed later. */
export function isTransient({ name, code, message, statusCode }: ErrorFacts): boolean {
  if (transientNames.test(name) || connectionCodes.test(code) || passingCodes.has(code))
    return true;
  if (statusCode === undefined) return tooManyFiles.test(message);
  // An error with a success status means that the response was not understood.
  return transientStatus.has(statusCode) || statusCode < 300;
}
