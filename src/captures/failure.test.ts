import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaptureFailed, failureOf, StepError, warningOf } from './failure.ts';

const failure = {
  step: 'createCapture',
  code: 'Conflict',
  message: 'It is busy.',
  advice: 'Wait.',
};

test('the failure of a step is kept as it is', () => {
  const error = new CaptureFailed(failure);
  assert.equal(failureOf(error, 'other'), failure);
  assert.deepEqual(
    [error.name, error.code, error.message],
    ['CaptureFailed', 'Conflict', 'createCapture: It is busy.'],
  );
});

test('any other error becomes a failure with the first line of its text, at most 500 characters', () => {
  const caught = (error: unknown) => failureOf(error, 'notify');
  assert.deepEqual(caught(new Error('no\n  at x.ts')), {
    step: 'notify',
    code: 'UnexpectedError',
    message: 'no',
    advice: 'Look in the logs of the app for this instance.',
  });
  assert.equal(caught('text').message, 'text');
  assert.equal(caught('x'.repeat(501)).message, 'x'.repeat(500));
});

test('an error of an activity is permanent unless it says otherwise', () => {
  const error = new StepError('Code', 'Message', 'Advice');
  assert.deepEqual(
    [error.name, error.code, error.message, error.advice, error.transient],
    ['StepError', 'Code', 'Message', 'Advice', false],
  );
  const later = new StepError('c', 'm', 'a', { transient: true, retryAfterSeconds: 9 });
  assert.deepEqual([later.transient, later.retryAfterSeconds], [true, 9]);
});

test('a warning names the session, and says what to do', () => {
  assert.equal(
    warningOf('was not deleted', { name: 's-1' }, failure),
    'The session s-1 was not deleted (Conflict): It is busy. Wait.',
  );
});
