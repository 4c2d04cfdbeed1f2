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

  test('have settings resolved in their bindings', async () => {
    process.env['WHEN'] = '0 0 * * * *';
    const timer = { type: 'timerTrigger', direction: 'in', schedule: '%WHEN%' } as const;
    const { functions } = await describeFunctions(registrations({ timer }), supported);
    assert.equal(functions.get('f')?.trigger['schedule'], '0 0 * * * *');
  });

  test('cannot run with an unsupported output or trigger', async () => {
    const timer = { type: 'timerTrigger', direction: 'in' } as const;
    const file = { type: 'blob', direction: 'out', path: 'a/b' } as const;
    const $return = { type: 'table', direction: 'out' } as const;
    for (const [bindings, message] of [
      [{ timer, file }, /Function "f" uses the binding "file" of type "blob"/],
      [{ timer, $return }, /"\$return" of type "table"/],
    ] as const) {
      const described = await describeFunctions(registrations(bindings), supported);
      assert.equal(described.functions.size, 0);
      const [broken] = described.unavailable;
      assert.deepEqual([broken?.name, broken?.bindings.length], ['f', 2]);
      assert.match(broken?.error.message ?? '', message);
    }
  });

  test('cannot run without a setting that a binding names', async () => {
    const timer = { type: 'timerTrigger', direction: 'in', schedule: '%WHEN%' } as const;
    const { unavailable } = await describeFunctions(registrations({ timer }), supported);
    assert.match(unavailable[0]?.error.message ?? '', /there is no setting WHEN/);
  });
});
