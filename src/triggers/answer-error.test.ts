import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerError } from './answer-error.ts';

test('an unexpected error is answered, and its cause is logged without secrets', () => {
  const log: string[] = [];
  const { status, headers, body } = answerError(
    new TypeError('cannot read https://captures.example/one.cap?sig=secret'),
    { error: (line) => log.push(String(line)) },
  );
  assert.equal(status, 500);
  assert.deepEqual(headers, { 'content-type': 'application/problem+json' });
  assert.doesNotMatch(body as string, /captures\.example/);
  assert.match(log.join('\n'), /TypeError: cannot read/);
  assert.doesNotMatch(log.join('\n'), /secret/);
});
