import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { isTooDeep, MAXIMUM_DEPTH, shownValue, withoutSpaces } from './json-text.ts';

const nested = (depth: number, inside = '') => '['.repeat(depth) + inside + ']'.repeat(depth);

describe('JSON text', () => {
  test('is too deep beyond the limit', () => {
    assert.equal(isTooDeep(nested(MAXIMUM_DEPTH)), false);
    assert.equal(isTooDeep(nested(MAXIMUM_DEPTH + 1)), true);
    assert.equal(isTooDeep('{"a":'.repeat(5000) + '1' + '}'.repeat(5000)), true);
  });

  test('is not deep because of braces in strings', () => {
    assert.equal(isTooDeep(JSON.stringify(nested(5000))), false);
    assert.equal(isTooDeep(JSON.stringify('\\"['.repeat(5000))), false);
    assert.equal(isTooDeep(`[${'[],'.repeat(5000)}[]]`), false);
  });

  test('is shown as text when it cannot be parsed', () => {
    assert.deepEqual(shownValue('{"a":1}'), { a: 1 });
    assert.equal(shownValue(null), null);
    assert.equal(shownValue('not JSON'), 'not JSON');
    assert.equal(shownValue(nested(5000)), nested(5000));
  });

  test('loses only its spaces', () => {
    assert.equal(
      withoutSpaces('{ "a b": [1.0, 12345678901234567890],\n"c":" \\" " }'),
      '{"a b":[1.0,12345678901234567890],"c":" \\" "}',
    );
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 4 }), (json, indent) => {
        const value: unknown = JSON.parse(json);
        assert.equal(withoutSpaces(JSON.stringify(value, null, indent)), JSON.stringify(value));
      }),
    );
  });
});

describe('text that is not JSON is read in one pass', () => {
  const texts = {
    'a string without an end': '"' + '['.repeat(MAXIMUM_DEPTH + 1) + 'a'.repeat(250_000),
    'strings without an end': `${'[]'.repeat(MAXIMUM_DEPTH + 1)}"${'\\"'.repeat(125_000)}`,
    'spaces without an end': `"${' '.repeat(250_000)}`,
  };
  for (const [title, text] of Object.entries(texts)) {
    test(title, () => {
      const run = (): unknown => [isTooDeep(text), withoutSpaces(text)];
      // A regular expression that backtracks at each character would exceed this limit.
      const limit = { timeout: 20_000 };
      assert.deepEqual([...(runInNewContext('run()', { run }, limit) as unknown[])], [false, text]);
    });
  }
});
