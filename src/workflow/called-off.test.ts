import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CalledOff, calledOffReason } from './called-off.ts';

for (const [reason, cause] of [
  ['stopped', 'a user stopped it'],
  ['resolved', 'the alert was resolved'],
] as const) {
  test(`a waiting capture that was ${reason} says why it has no session`, () => {
    assert.deepEqual(calledOffReason(reason, 'Start another one.'), {
      code: 'CalledOff',
      message: `It was still waiting for a session when ${cause}.`,
      advice: 'Start another one.',
    });
    const error = new CalledOff(reason);
    assert.deepEqual(
      [error.name, error.reason, error.message],
      ['CalledOff', reason, `The capture was called off: ${reason}.`],
    );
  });
}
