import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofThisVersion, stateVersion } from './state-version.ts';

test('an input of this version is returned as it is', () => {
  const input = { version: stateVersion, vm: 'v' };
  assert.equal(ofThisVersion(input), input);
});

test('an input of another version is refused; the first versions had no number', () => {
  const cases = [
    [{}, 1],
    [{ version: 3 }, 3],
    [{ version: stateVersion + 1 }, stateVersion + 1],
  ] as const;
  for (const [input, version] of cases) {
    assert.throws(() => ofThisVersion(input), {
      name: 'OtherVersion',
      code: 'OtherVersion',
      message: `This instance was started with version ${version} of the durable state, and this app has version ${stateVersion}. The app finishes its captures, and reports them.`,
    });
  }
});

test('what is not an object has no version, and is left to the validation of inputs', () => {
  for (const input of [undefined, null, 'x', 7]) assert.equal(ofThisVersion(input), input);
});
