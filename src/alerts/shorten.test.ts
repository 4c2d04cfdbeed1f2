import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shorten } from './shorten.ts';

test('a text that fits stays as it is', () => {
  assert.equal(shorten('12345', 5), '12345');
});

test('a longer text is cut to the length, with an ellipsis at its end', () => {
  assert.equal(shorten('123456', 5), '1234…');
});

test('a character of two code units is not cut in half', () => {
  assert.equal(shorten('123😀56', 5), '123…');
});
