import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StepError } from '../captures/failure.ts';
import { toFailure } from './errors.ts';

test('an error of the app keeps its code and advice', () => {
  const failure = toFailure(
    new StepError('AgentMissing', 'No agent.', 'Install it.'),
    'resolveWatcher',
  );
  assert.deepEqual(failure, {
    step: 'resolveWatcher',
    code: 'AgentMissing',
    message: 'No agent.',
    advice: 'Install it.',
  });
});

test('an error without an answer is transient when the connection failed', () => {
  for (const code of ['ECONNRESET', 'REQUEST_SEND_ERROR', 'ENOTFOUND']) {
    assert.equal(toFailure(Object.assign(new Error('x'), { code }), 's').transient, true);
  }
  assert.equal(toFailure(new TypeError('x'), 's').transient, undefined);
});

test('an error is transient when another operation is in progress', () => {
  const busy = (code: string) => Object.assign(new Error('x'), { statusCode: 409, code });
  assert.equal(toFailure(busy('AnotherOperationInProgress'), 's').transient, true);
  assert.equal(toFailure(busy('Conflict'), 's').transient, undefined);
});

test('a failed long-running operation is read from its message', () => {
  const error = new Error(
    'The long-running operation has failed. AgentNotReady. It is silent. Wait.',
  );
  const { code, message } = toFailure(error, 'queryCapture');
  assert.deepEqual({ code, message }, { code: 'AgentNotReady', message: 'It is silent. Wait.' });
});

test('advice about a missing right names the action and the scope', () => {
  const denied = Object.assign(new Error('No.'), { statusCode: 403, code: 'AuthorizationFailed' });
  assert.match(toFailure(denied, 'finalizeCapture').advice, /Storage Blob Data Contributor/);
  assert.match(toFailure(denied, 'createCapture').advice, /right that the message names/);
});

test('a missing right is transient, because a new role assignment takes minutes to take effect', () => {
  const denied = Object.assign(new Error('No.'), { statusCode: 403, code: 'AuthorizationFailed' });
  assert.equal(toFailure(denied, 'createCapture').transient, true);
  const policy = { statusCode: 403, code: 'RequestDisallowedByPolicy' };
  const forbidden = Object.assign(new Error('No.'), policy);
  assert.equal(toFailure(forbidden, 'createCapture').transient, undefined);
});

test('the query of a URL is not shown, because it may hold a signature', () => {
  const error = new Error('GET https://management.azure.com/operations/1?c=signed&s=x failed');
  assert.equal(
    toFailure(error, 's').message,
    'GET https://management.azure.com/operations/1 failed',
  );
});

test('the Retry-After of a response is kept', () => {
  const response = { headers: new Headers({ 'retry-after': '12' }) };
  const error = Object.assign(new Error('x'), { statusCode: 503, response });
  assert.equal(toFailure(error, 's').retryAfterSeconds, 12);
});
