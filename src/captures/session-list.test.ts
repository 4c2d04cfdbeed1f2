import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isListed, sessionList } from './session-list.ts';

test("a list names the app's sessions and counts the others", () => {
  const list = sessionList(['Alert-Capture-1-0', 'by-hand', 'alert-capture-2-0']);
  assert.deepEqual(list, { ours: ['alert-capture-1-0', 'alert-capture-2-0'], others: 1 });
});

test('the letter case of a name does not matter', () => {
  const list = sessionList(['ALERT-CAPTURE-1-0']);
  assert(isListed(list, 'alert-capture-1-0'));
  assert(isListed(list, 'Alert-Capture-1-0'));
  assert(!isListed(list, 'alert-capture-1-1'));
});
