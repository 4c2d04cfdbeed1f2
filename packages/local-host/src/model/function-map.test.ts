import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppFunction } from './function-app.ts';
import { FunctionMap } from './function-map.ts';

test('a function is found in any letter case, under the name that it was registered with', () => {
  const fn = { name: 'SayHello' } as AppFunction;
  const functions = new FunctionMap().set('SayHello', fn);
  assert.equal(functions.get('sayHELLO'), fn);
  assert.ok(functions.has('sayhello'));
  assert.ok(!functions.has('say'));
  assert.equal(functions.get('toString'), undefined);
  assert.deepEqual([...functions.keys()], ['SayHello']);
});
