import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRequestPath } from './request-path.ts';

test('decodes everything except slashes and invalid UTF-8', () => {
  const cases: [string, string, string][] = [
    ['/a%2Fb%20c?q=%20', '/a%2Fb c', '/a%2Fb%20c?q=%20'],
    ['/%zz', '/%zz', '/%25zz'],
    ['/%C3%A6', '/æ', '/%C3%A6'],
    ['/%ff', '/%ff', '/%ff'],
    ['/100%', '/100%', '/100%25'],
    ['/a"b', '/a"b', '/a%22b'],
    ['//host/x', '//host/x', '//host/x'],
    ['http://elsewhere/x?y', '/x', '/x?y'],
  ];
  for (const [target, decoded, encoded] of cases) {
    const path = parseRequestPath(target);
    assert.deepEqual([path?.decoded, path?.encoded], [decoded, encoded]);
  }
});

test('keeps repeated query parameters', () => {
  assert.deepEqual(parseRequestPath('/?a=1&a=2')?.query.getAll('a'), ['1', '2']);
});

test('recognizes an invalid path', () => {
  for (const target of ['*', 'example.com:443', '']) {
    assert.equal(parseRequestPath(target), undefined);
  }
});

test('always gives a path that makes a URL', () => {
  const character = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  fc.assert(
    fc.property(fc.string({ unit: character }), (text) => {
      const path = parseRequestPath(`/${text}`);
      assert.ok(path && URL.canParse(`http://127.0.0.1${path.encoded}`));
    }),
  );
});
