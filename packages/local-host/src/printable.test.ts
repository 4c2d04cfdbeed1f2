import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable } from './printable.ts';

test('no control character except tab and line feed is printed', () => {
  const all = Array.from({ length: 0xa1 }, (_, code) => String.fromCodePoint(code)).join('');
  const printed = printable(all);
  assert.doesNotMatch(printed.replaceAll(/[\t\n]/g, ''), /\p{Cc}/u);
  assert.match(printed, /\\u0000.*\\u001b/s);
  assert.match(printed, /\\u007f\\u0080/);
});

test('a message cannot look like a second entry', () => {
  const forged = 'bad name\r\n2026-11-20T02:14:07.000Z info system: all is well';
  assert.equal(
    printable(forged),
    'bad name\n    2026-11-20T02:14:07.000Z info system: all is well',
  );
});

test('other text is unchanged', () => {
  assert.equal(printable('Größe: 5\t€'), 'Größe: 5\t€');
});
