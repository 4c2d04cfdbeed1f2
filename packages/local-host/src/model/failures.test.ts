import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { recordedTurns, recordings } from '../test-support/recorded-turns.ts';
import {
  activityFailure,
  httpFailure,
  orchestratorFailure,
  subOrchestrationFailure,
  unknownFunction,
} from './failures.ts';
import { EventType } from './history-event.ts';

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

  test('without its stack is told with its message in place of it', () => {
    const { Details } = activityFailure('pay', 'no');
    const { InnerException } = JSON.parse(Details ?? '') as { InnerException: object };
    assert.partialDeepStrictEqual(InnerException, {
      RemoteStackTrace: 'Error: no',
      Message: 'Result: Failure\nException: no\nStack: Error: no',
      StackTrace: '',
    });
  });

  test('is told as its text when it is an object without JSON, null or undefined', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const reasons = [cyclic, null, undefined].map((each) => activityFailure('pay', each).Reason);
    assert.deepEqual(reasons, [
      "Activity function 'pay' failed:  An object that is not JSON.",
      "Activity function 'pay' failed:  null",
      "Activity function 'pay' failed:  undefined",
    ]);
  });

  test('is told as a message when its JSON is not failure details', () => {
    const messages = ['{', '{"errorType":"E"}', '{"errorMessage":"m"}', ' {"errorType":"E"}'];
    for (const message of messages) {
      const { Reason, FailureDetails } = activityFailure('pay', new Error(message));
      assert.deepEqual(
        [Reason, FailureDetails],
        [`Activity function 'pay' failed:  ${message}`, null],
      );
    }
  });
});

/** The fields of the failed activities that the extension passed to orchestrators, by reason. */
const recordedFailures = new Map(
  recordings
    .flatMap(recordedTurns)
    .flatMap(({ history }) => history)
    .flatMap((each) => (each.EventType === EventType.TaskFailed ? [each] : []))
    // The process of the app ended.
    .filter(({ Reason }) => !Reason.includes('exited'))
    .map(({ Reason, Details, FailureDetails }) => [Reason, { Reason, Details, FailureDetails }]),
);

/** Details whose frames are those of the extension. */
interface Details {
  InnerException: { RemoteMessage: string; RemoteStackTrace: string; StackTrace: string };
}

describe('a failed activity is told as recorded from the extension:', () => {
  for (const [reason, recorded] of recordedFailures) {
    test(reason, () => {
      const { InnerException: inner } = JSON.parse(recorded.Details ?? '') as Details;
      const thrown = Object.assign(new Error(inner.RemoteMessage), {
        stack: inner.RemoteStackTrace,
      });
      const name = /'(.*?)'/.exec(reason)?.[1] ?? '';
      const { Details, ...rest } = activityFailure(name, thrown);
      const details = JSON.parse(Details ?? '') as Details;
      details.InnerException.StackTrace = inner.StackTrace;
      assert.deepEqual({ ...rest, Details: JSON.stringify(details) }, recorded);
    });
  }

  test('with the frames of its stack', () => {
    const stack = 'Error: a at b\n    at f (x.js:1:2)\nat g\n    at h (y.js:3:4)';
    const { Details } = activityFailure('pay', Object.assign(new Error('a'), { stack }));
    const { InnerException } = JSON.parse(Details ?? '') as Details;
    assert.equal(InnerException.StackTrace, '    at f (x.js:1:2)\n    at h (y.js:3:4)');
  });
});

test('a failed request has its cause as the reason', () => {
  assert.deepEqual(httpFailure(new Error('refused')), {
    Reason: 'refused',
    Details: JSON.stringify({
      $type: 'System.Net.Http.HttpRequestException, System.Net.Http',
      Message: 'refused',
    }),
    FailureDetails: null,
  });
});

test('a failed sub-orchestration is told by its output, and its message in the details', () => {
  const output = orchestratorFailure('child', 'no');
  assert.equal(output, "Orchestrator function 'child' failed: no");
  const failure = { FailureDetails: null };
  assert.deepEqual(subOrchestrationFailure('child', 'Failed', output), {
    ...{ ...failure, Reason: output, Details: 'Message: no, StackTrace: ' },
  });
  assert.deepEqual(subOrchestrationFailure('child', 'Failed', 'Non-Deterministic'), {
    ...{
      ...failure,
      Reason: 'Non-Deterministic',
      Details: 'Message: Non-Deterministic, StackTrace: ',
    },
  });
  assert.deepEqual(subOrchestrationFailure('child', 'Terminated', 'by hand'), {
    ...{ ...failure, Reason: 'by hand', Details: null },
  });
});

test('an unknown function is told with the functions of its kind', () => {
  const prefix = "The function 'x' doesn't exist, is disabled, or is not an activity function.";
  assert.equal(
    unknownFunction('activity', 'x', ['a', 'b']),
    `${prefix} Additional info: The following are the known activity functions: 'a', 'b'.`,
  );
  assert.equal(
    unknownFunction('activity', 'x', []),
    `${prefix} Additional info: No activity functions are currently registered!`,
  );
});
