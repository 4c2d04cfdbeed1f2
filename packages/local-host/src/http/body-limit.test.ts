import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestBodyLimit } from './body-limit.ts';

const limit = (FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: string) =>
  requestBodyLimit({ FUNCTIONS_REQUEST_BODY_SIZE_LIMIT });

test('the largest request body is 100 MiB, or what the setting says', () => {
  assert.equal(requestBodyLimit({}), 104_857_600);
  assert.equal(limit('4294967296'), 4_294_967_296);
});

test('a limit that is not a whole number of bytes is refused', () => {
  for (const text of ['100MB', '-1', '1.5', '9'.repeat(20)]) {
    assert.throws(() => limit(text), { code: 'setting-invalid', message: /whole number of bytes/ });
  }
});
