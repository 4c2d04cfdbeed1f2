import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RestError } from '@azure/core-rest-pipeline';
import {
  AggregateAuthenticationError,
  AuthenticationError,
  CredentialUnavailableError,
} from '@azure/identity';
import { parse, string, ValiError } from 'valibot';
import { StepError } from '../captures/failure.ts';
import { toFailure } from './errors.ts';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });
const answered = (statusCode: number, code?: string): Error =>
  new RestError('x', { statusCode, ...(code && { code }) });
const because = (cause: Error): Error => new TypeError('fetch failed', { cause });

const transient: Record<string, Error> = {
  'a reset connection': coded('ECONNRESET'),
  'a request that was not sent': coded('REQUEST_SEND_ERROR'),
  'a name that is not resolved': coded('ENOTFOUND'),
  'a reset connection of fetch': because(coded('ECONNRESET')),
  'a truncated body of fetch': because(coded('UND_ERR_SOCKET')),
  'a truncated stream': coded('ERR_STREAM_PREMATURE_CLOSE'),
  'too many open files': coded('EMFILE'),
  'a module that cannot be read for want of file descriptors': Object.assign(
    new Error('Cannot read package config /x/package.json: too many open files.'),
    { code: 'ERR_INVALID_PACKAGE_CONFIG' },
  ),
  'an aborted request': new DOMException('The operation was aborted.', 'AbortError'),
  throttling: answered(429),
  'a failing service': answered(503),
  'a gateway that timed out': answered(504),
  'an operation in progress': answered(409, 'AnotherOperationInProgress'),
  'a body that the SDK cannot parse': answered(200, 'PARSE_ERROR'),
  'a body that the SDK cannot deserialize': answered(200),
  'a truncated body of an error': answered(404, 'PARSE_ERROR'),
  'a body that is not JSON': thrownBy(() => JSON.parse('<html>')),
  'a body that lacks a field': thrownBy(() => parse(string(), undefined)),
  'an identity endpoint that does not answer': new CredentialUnavailableError('x'),
  'a chain of credentials without a token': new AggregateAuthenticationError([], 'x'),
  'an identity endpoint that throttles': new AuthenticationError(429, '{}'),
  'an identity endpoint that answers 404': new AuthenticationError(404, '{}'),
};

const permanent: Record<string, Error> = {
  'a request that is wrong': answered(400),
  'a token that is refused': answered(401),
  'a right that is missing': answered(403),
  'a resource that does not exist': answered(404),
  'a conflict': answered(409, 'Conflict'),
  'a redirect': answered(302),
  'a defect of the app': new TypeError('x is undefined'),
  'a module that does not exist': coded('ERR_MODULE_NOT_FOUND'),
  'a problem that the app detects itself': new StepError(
    'AgentMissing',
    'No agent.',
    'Install it.',
  ),
};

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    assert(error instanceof SyntaxError || error instanceof ValiError);
    return error;
  }
  throw new Error('It did not throw.');
}

describe('transient is', () => {
  for (const [what, error] of Object.entries(transient)) {
    test(what, () => {
      assert.equal(toFailure(error, 's').transient, true);
    });
  }
});

describe('permanent is', () => {
  for (const [what, error] of Object.entries(permanent)) {
    test(what, () => {
      assert.equal(toFailure(error, 's').transient, undefined);
    });
  }
});

test('the status of the identity endpoint is not that of the service', () => {
  assert.equal(toFailure(new AuthenticationError(404, '{}'), 's').statusCode, undefined);
});
