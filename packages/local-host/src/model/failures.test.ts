import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { activityFailure } from './failures.ts';

describe('what an activity throws', () => {
  const thrown: [what: string, thrown: unknown, message: string][] = [
    ['an error', new Error('declined', { cause: new Error('limit') }), 'declined'],
    ['a string', 'no', 'no'],
    ['an object', { code: 42 }, '{"code":42}'],
    ['an object with a message', { code: 42, message: 'no' }, '{"code":42,"message":"no"}'],
    ['an error whose message is other JSON', new Error('{"code":42}'), '{"code":42}'],
  ];
  for (const [what, value, message] of thrown) {
    test(`is told as its message: ${what}`, () => {
      const { Reason, Details, FailureDetails } = activityFailure('pay', value);
      assert.equal(Reason, `Activity function 'pay' failed:  ${message}`);
      const { Message } = JSON.parse(Details ?? '') as { Message: string };
      assert.equal(Message, ` ${message}`);
      assert.equal(FailureDetails, null);
    });
  }

  test('is told as failure details when the SDK gives them, with inner failures', () => {
    const inner = { errorType: 'LimitError', errorMessage: 'limit' };
    const details = { errorType: 'Error', errorMessage: 'declined', isNonRetriable: false };
    const json = JSON.stringify({ ...details, properties: { code: 'E42' }, innerFailure: inner });
    const rest = { StackTrace: null, IsNonRetriable: false };
    assert.deepEqual(activityFailure('pay', new Error(json)), {
      Reason: "Activity function 'pay' failed with an unhandled exception.",
      Details: null,
      FailureDetails: {
        ...{ ErrorType: 'Error', ErrorMessage: 'declined', ...rest, Properties: { code: 'E42' } },
        InnerFailure: {
          ...{ ErrorType: 'LimitError', ErrorMessage: 'limit', ...rest, Properties: null },
          InnerFailure: null,
        },
      },
    });
  });
});
