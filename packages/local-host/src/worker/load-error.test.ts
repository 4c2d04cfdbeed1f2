import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf } from './load-error.ts';

const withStack = (stack: string): Error => Object.assign(new Error('wrong'), { stack });

test('a syntax error has its file, line and column', () => {
  const stack =
    '/app/a.ts:2\nclass A { @deco() x() {} }\n          ^\n\nSyntaxError: Invalid token';
  assert.equal(placeOf(withStack(stack)), '/app/a.ts:2:11');
});

test('one in an ES module has a path too', () => {
  const stack =
    'file:///app/e%20f.mjs:1\nimport { nope } from "node:fs";\n         ^^^^\nSyntaxError: …';
  assert.equal(placeOf(withStack(stack)), '/app/e f.mjs:1:10');
});

test('a run-time error has the place in the app that threw it', () => {
  const stack =
    'Error: no\n    at node:internal/x:1:2\n    at load (file:///app/c.mjs:2:7)\n    at file:///app/d.mjs:9:9';
  assert.equal(placeOf(withStack(stack)), '/app/c.mjs:2:7');
});

test('a value that is not an error, and an error of Node alone, have no place', () => {
  assert.equal(placeOf('text'), undefined);
  assert.equal(placeOf(withStack('Error: no\n    at node:internal/x:1:2')), undefined);
});
