import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readAnswer, readFailure } from './orchestrator-answer.ts';

const nothing = { isDone: false, actions: [] };

describe('what an orchestrator function returns', () => {
  test('is the state of the orchestrator', () => {
    const state = { isDone: true, actions: [[]], output: 1 };
    assert.deepEqual(readAnswer(state), { state, error: undefined });
  });

  for (const returned of [null, undefined, 'text', {}, { actions: {} }]) {
    test(`is an error without one: ${JSON.stringify(returned)}`, () => {
      assert.deepEqual(readAnswer(returned), {
        state: nothing,
        error:
          'The orchestrator function returned no orchestrator state. Is it a durable-functions 3.x orchestrator?',
      });
    });
  }
});

describe('what an orchestrator function throws', () => {
  const thrownWith = (state: object) => new Error(`no\n\n$OutOfProcData$:${JSON.stringify(state)}`);

  test('has the state of the orchestrator and its error after a mark', () => {
    const state = { isDone: false, actions: [[{ actionType: 0 }]], error: 'no' };
    assert.deepEqual(readFailure(thrownWith(state)), { state, error: 'no' });
  });

  test('may consist of the mark alone', () => {
    const state = { isDone: false, actions: [[]], error: 'no' };
    const thrown = `\n\n$OutOfProcData$:${JSON.stringify(state)}`;
    assert.deepEqual(readFailure(thrown), { state, error: 'no' });
  });

  test('has no message if the code threw none', () => {
    const state = { isDone: false, actions: [[]] };
    assert.deepEqual(readFailure(thrownWith(state)), {
      state,
      error:
        'It threw a value without a message. In Azure the instance would stay Running for ever. Throw an Error.',
    });
  });

  const withoutState: [thrown: unknown, error: string | RegExp][] = [
    [new Error('SDK'), 'SDK'],
    ['text', 'text'],
    [
      new Error('Task with ID 12 failed but we could not parse its exception data: x'),
      /^A sub-orchestration was terminated\. .* let the sub-orchestration end itself at an external event\.$/,
    ],
    [new Error('No: Task with ID 3 failed but we could not parse its exception data'), /^No: Task/],
  ];
  for (const [thrown, error] of withoutState) {
    test(`is an error without a state: ${String(thrown)}`, () => {
      const read = readFailure(thrown);
      assert.deepEqual(read.state, nothing);
      assert.match(read.error ?? '', typeof error === 'string' ? new RegExp(`^${error}$`) : error);
    });
  }
});
