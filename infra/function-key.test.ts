import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Az } from './az.ts';
import { AzError } from './az.ts';
import { FunctionKeyMissingError, waitForFunctionKey } from './function-key.ts';

const key = {
  subscriptionId: '1',
  resourceGroup: 'rg-test',
  appName: 'func-test',
  functionName: 'postAlert',
  keyName: 'default',
};
const notFound = new AzError('az rest failed: Not Found({"error": {"code": "NotFound"}})');

/** A fake Azure CLI that returns these results for listKeys in turn, and then repeats the last one. */
function fakeAz(...answers: readonly (string | AzError)[]): { az: Az; calls: string[] } {
  const calls: string[] = [];
  let count = 0;
  const answer: Az = (args) => {
    const url = args.at(-1)!.split('/sites/').at(-1)!.split('?')[0]!;
    calls.push(url);
    if (!url.endsWith('/listKeys')) return Promise.resolve('');
    const next = answers[Math.min(count, answers.length - 1)]!;
    count += 1;
    return next instanceof AzError ? Promise.reject(next) : Promise.resolve(next);
  };
  return { az: answer, calls };
}

describe('waiting for the key of a function', () => {
  test('synchronises the triggers before it asks', async () => {
    const { az, calls } = fakeAz('{"default": "secret"}');
    await waitForFunctionKey(az, key);
    assert.deepEqual(calls, [
      'func-test/host/default/sync',
      'func-test/functions/postAlert/listKeys',
    ]);
  });

  test('asks again while the function is not listed', async () => {
    const { az, calls } = fakeAz(notFound, notFound, '{"properties": {"default": "secret"}}');
    let pauses = 0;
    const pause = (): Promise<void> => Promise.resolve(void (pauses += 1));
    await waitForFunctionKey(az, key, { pause });
    assert.equal(pauses, 2);
    assert.equal(calls.filter((url) => url.endsWith('/sync')).length, 3);
  });

  test('gives up after the last attempt, and says what to do', async () => {
    const { az, calls } = fakeAz(notFound);
    await assert.rejects(
      waitForFunctionKey(az, key, { attempts: 4, pause: () => Promise.resolve() }),
      (error: Error) =>
        error instanceof FunctionKeyMissingError &&
        /does not list the function postAlert of func-test after 4 attempts/.test(error.message) &&
        /Not Found/.test(error.message) &&
        /azd hooks run postdeploy/.test(error.message),
    );
    assert.equal(calls.length, 8);
  });

  test('a key that was never made is refused at once, without the values of the others', async () => {
    const { az, calls } = fakeAz('{"default": "secret"}');
    await assert.rejects(
      waitForFunctionKey(az, { ...key, keyName: 'second' }),
      (error: Error) =>
        /has no key "second", only "default"\. Make it with: az functionapp/.test(error.message) &&
        !error.message.includes('secret'),
    );
    assert.equal(calls.length, 2);
  });

  test('a caller who is not signed in is refused at once', async () => {
    const { az, calls } = fakeAz(new AzError("Please run 'az login' to setup account."));
    await assert.rejects(waitForFunctionKey(az, key), /az login/);
    assert.equal(calls.length, 2);
  });
});
