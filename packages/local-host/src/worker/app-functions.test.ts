import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { describeFunctions } from './app-functions.ts';
import type { RpcBinding } from '../model/rpc.ts';

const registrations = (bindings: Record<string, RpcBinding>) => {
  const registered = {
    metadata: { name: 'f', bindings },
    callback: () => undefined,
    model: () => ({
      name: 'model',
      version: '1',
      getInvocationModel: () => assert.fail('nothing is invoked here'),
    }),
  };
  return { functions: new Map([['f', registered]]), hooks: new Map(), log: () => undefined };
};
const supported = ['timerTrigger', 'queue'];

describe('the functions of an app', () => {
  afterEach(() => delete process.env['WHEN']);

  test('have the settings in their bindings', async () => {
    process.env['WHEN'] = '0 0 * * * *';
    const timer = { type: 'timerTrigger', direction: 'in', schedule: '%WHEN%' } as const;
    const functions = await describeFunctions(registrations({ timer }), supported);
    assert.equal(functions.get('f')?.trigger['schedule'], '0 0 * * * *');
  });

  test('are refused for an output of another kind, as for a trigger', async () => {
    const timer = { type: 'timerTrigger', direction: 'in' } as const;
    const file = { type: 'blob', direction: 'out', path: 'a/b' } as const;
    await assert.rejects(describeFunctions(registrations({ timer, file }), supported), {
      code: 'binding-not-supported',
      message: /Function "f" uses the binding "file" of type "blob"/,
    });
    const $return = { type: 'table', direction: 'out' } as const;
    await assert.rejects(describeFunctions(registrations({ timer, $return }), supported), {
      code: 'binding-not-supported',
      message: /"\$return" of type "table"/,
    });
  });
});
