import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sideBySide } from './side-by-side.ts';

test('each call starts when the request of the previous one was sent', async () => {
  const seen: string[] = [];
  // Node's HTTP client also sends a request in the next tick.
  const call = (name: string, answer: Promise<unknown>) => () => {
    seen.push(`begin ${name}`);
    process.nextTick(() => seen.push(`send ${name}`));
    return answer.then(() => name);
  };
  const late = Promise.withResolvers<undefined>();
  const all = sideBySide(call('a', late.promise), call('b', Promise.resolve()));
  setImmediate(() => {
    assert.deepEqual(seen, ['begin a', 'send a', 'begin b', 'send b']);
    late.resolve(undefined);
  });
  assert.deepEqual(await all, ['a', 'b']);
});

test('the first failure is thrown after all calls have started', async () => {
  const seen: string[] = [];
  const failing = (name: string) => () => {
    seen.push(name);
    return Promise.reject(new Error(name));
  };
  await assert.rejects(sideBySide(failing('a'), failing('b')), /a/);
  assert.deepEqual(seen, ['a', 'b']);
});
