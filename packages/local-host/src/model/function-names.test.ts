import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppFunction, FunctionApp } from './function-app.ts';
import { functionNames, isAmong } from './function-names.ts';

test('the durable functions of an app are grouped by their trigger, in its order', () => {
  const functions: [name: string, type: string][] = [
    ['b', 'orchestrationTrigger'],
    ['web', 'httpTrigger'],
    ['pay', 'activityTrigger'],
    ['a', 'orchestrationTrigger'],
    ['Counter', 'entityTrigger'],
  ];
  const app: Pick<FunctionApp, 'functions'> = {
    functions: new Map(
      functions.map(([name, type]) => [name, { name, trigger: { type } } as AppFunction]),
    ),
  };
  assert.deepEqual(functionNames(app), {
    orchestrators: ['b', 'a'],
    activities: ['pay'],
    entities: ['Counter'],
  });
});

test('a name is found in any letter case, and only whole', () => {
  for (const name of ['Pay', 'pay', 'PAY']) assert.ok(isAmong(['other', 'Pay'], name));
  for (const name of ['pa', 'pays', '']) assert.ok(!isAmong(['other', 'Pay'], name));
  assert.ok(!isAmong([], 'Pay'));
});
