import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ActionType, type Action } from '../model/action.ts';
import type { HistoryEvent } from '../model/history-event.ts';
import {
  all,
  any,
  begun,
  callActivity,
  childCompleted,
  childFailed,
  completed,
  createdChild,
  createdTimer,
  failed,
  fired,
  play,
  raised,
  scheduledTask,
  sent,
  start,
  summaryOf,
  timerAt,
  turnAt,
  turnEnd,
  waitFor,
} from '../test-support/play.ts';
import { UnsupportedActionError } from './action-player.ts';

const scheduled = (history: HistoryEvent[], actions: Action[]) =>
  play(history, actions).scheduled.map(summaryOf);

const DAY = 86_400;

describe('the answer of an HTTP request', () => {
  const request = (asynchronousPatternEnabled: boolean): Action => ({
    actionType: ActionType.CallHttp,
    httpRequest: {
      ...{ method: 'POST', uri: 'http://a/start', content: 'x', headers: { h: '1' } },
      asynchronousPatternEnabled,
    },
  });
  const asked = [turnAt(0), begun, scheduledTask('BuiltIn::HttpActivity', 0), turnEnd(0)];
  const answer = (value: unknown, id = 0) => completed(id, JSON.stringify(value));
  /** What is scheduled after the request was answered: a timer for the next poll, or what follows. */
  const after = (value: unknown, isPolled = true): string[] =>
    scheduled([...asked, turnAt(1), answer(value)], [request(isPolled), callActivity('next')]);
  const location = { Location: 'http://a/status' };

  const polls: [retryAfter: string | undefined, seconds: number][] = [
    ['7', 7],
    [undefined, 30],
    ['', 30],
    ['soon', 30],
  ];
  for (const [retryAfter, seconds] of polls) {
    test(`202 with a location is polled after ${seconds} s: Retry-After ${retryAfter}`, () => {
      const headers = {
        ...location,
        ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
      };
      const fireAt = start + 1000 + seconds * 1000;
      assert.deepEqual(after({ statusCode: 202, headers }), [`1 timer ${fireAt}`]);
    });
  }

  test('with another status is the result, with a location too', () => {
    for (const statusCode of [200, 201, 303, 500]) {
      assert.deepEqual(after({ statusCode, headers: location }), ['1 activity next']);
    }
  });

  test('202 without a location, or without polling, is the result', () => {
    for (const headers of [{}, undefined, { Location: '' }, { Other: 'http://a' }]) {
      assert.deepEqual(after({ statusCode: 202, headers }), ['1 activity next']);
    }
    assert.deepEqual(after({ statusCode: 202, headers: location }, false), ['1 activity next']);
    assert.deepEqual(after(null), ['1 activity next']);
  });

  test('is asked for at its location, with the headers of the request', () => {
    const accepted = answer({ statusCode: 202, headers: location });
    const polled = [...asked, turnAt(1), accepted, createdTimer(31, 1), turnEnd(1)];
    const { scheduled: work } = play(
      [...polled, turnAt(31), fired(1)],
      [request(true), callActivity('next')],
    );
    assert.deepEqual(work.map(summaryOf), ['2 activity BuiltIn::HttpActivity']);
    const [poll] = work.map((each) => each.work);
    assert.ok(poll?.kind === 'activity');
    assert.deepEqual(JSON.parse(poll.input ?? ''), {
      ...{ method: 'GET', uri: 'http://a/status', headers: { h: '1' } },
      asynchronousPatternEnabled: true,
    });
    const again = [turnAt(31), fired(1), scheduledTask('BuiltIn::HttpActivity', 2), turnEnd(31)];
    const ended = [...polled, ...again, turnAt(32), answer({ statusCode: 200 }, 2)];
    assert.deepEqual(scheduled(ended, [request(true), callActivity('next')]), ['3 activity next']);
  });

  test('keeps the number of its next request while the code continues', () => {
    // any(request, a): the poll takes the numbers 2 and 3, then a wins and the code requests b.
    const begin = [turnAt(0), begun, scheduledTask('BuiltIn::HttpActivity', 0)];
    const history = [
      ...[...begin, scheduledTask('a', 1), turnEnd(0), turnAt(1)],
      ...[answer({ statusCode: 202, headers: location }), createdTimer(31, 2), turnEnd(1)],
      ...[turnAt(2), completed(1), scheduledTask('b', 4), turnEnd(2), turnAt(31), fired(2)],
    ];
    const actions = [any(request(true), callActivity('a')), callActivity('b')];
    assert.deepEqual(scheduled(history, actions), ['3 activity BuiltIn::HttpActivity']);
  });

  test('that failed fails the call', () => {
    const actions = [any(all(request(true), waitFor('never'))), callActivity('next')];
    const history = [...asked, turnAt(1)];
    assert.deepEqual(scheduled([...history, failed(0)], actions), ['1 activity next']);
    assert.deepEqual(scheduled([...history, answer({ statusCode: 200 })], actions), []);
  });
});

describe('a timer', () => {
  test('of up to six days is one, a longer one has parts of three days', () => {
    const firstAt = (seconds: number) => scheduled([turnAt(0), begun], [timerAt(seconds)]);
    assert.deepEqual(firstAt(6 * DAY), [`0 timer ${start + 6 * DAY * 1000}`]);
    assert.deepEqual(firstAt(6 * DAY + 1), [`0 timer ${start + 3 * DAY * 1000}`]);
  });

  test('in parts ends when its time has come', () => {
    const actions = [timerAt(10 * DAY), callActivity('next')];
    const first = [turnAt(0), begun, createdTimer(3 * DAY, 0), turnEnd(0)];
    const second = [turnAt(3 * DAY), fired(0), createdTimer(6 * DAY, 1), turnEnd(3 * DAY)];
    const third = [turnAt(6 * DAY), fired(1), createdTimer(10 * DAY, 2), turnEnd(6 * DAY)];
    const at = (days: number) => start + days * DAY * 1000;
    assert.deepEqual(scheduled([...first, ...second.slice(0, 2)], actions), [`1 timer ${at(6)}`]);
    const untilLast = [...first, ...second, ...third.slice(0, 2)];
    assert.deepEqual(scheduled(untilLast, actions), [`2 timer ${at(10)}`]);
    const over = [...first, ...second, ...third, turnAt(10 * DAY), fired(2)];
    assert.deepEqual(scheduled(over, actions), ['3 activity next']);
  });

  test('that fires early ends if it is one, and continues if it has parts', () => {
    const short = [turnAt(0), begun, createdTimer(10, 0), turnEnd(0), turnAt(9), fired(0)];
    assert.deepEqual(scheduled(short, [timerAt(10), callActivity('next')]), ['1 activity next']);
    const end = 7 * DAY;
    const long = [turnAt(0), begun, createdTimer(3 * DAY, 0), turnEnd(0)];
    const last = [turnAt(3 * DAY), fired(0), createdTimer(end, 1), turnEnd(3 * DAY)];
    const early = [...long, ...last, turnAt(end - 1), fired(1)];
    assert.deepEqual(scheduled(early, [timerAt(end), callActivity('next')]), [
      `2 timer ${start + end * 1000}`,
    ]);
  });

  test('that is cancelled is named while it is open, in parts too', () => {
    for (const [seconds, part] of [
      [10, 10],
      [10 * DAY, 3 * DAY],
    ] as const) {
      const history = [
        turnAt(0),
        begun,
        createdTimer(part, 0),
        turnEnd(0),
        turnAt(1),
        raised('go'),
      ];
      const cancelledIn = (timer: Action, events = history) =>
        play(events, [any(timer, waitFor('go'))]).cancelledTimers;
      assert.deepEqual(cancelledIn(timerAt(seconds, true)), [0]);
      assert.deepEqual(cancelledIn(timerAt(seconds)), []);
      assert.deepEqual(
        cancelledIn(timerAt(10, true), [...history.slice(0, 4), turnAt(1), fired(0)]),
        [],
      );
    }
  });
});

describe('a retried call', () => {
  const retry = (changes: object = {}): Action => ({
    actionType: ActionType.CallActivityWithRetry,
    functionName: 'a',
    retryOptions: { firstRetryIntervalInMilliseconds: 1000, maxNumberOfAttempts: 2, ...changes },
  });
  const retrySub: Action = {
    actionType: ActionType.CallSubOrchestratorWithRetry,
    functionName: 'a',
    retryOptions: { firstRetryIntervalInMilliseconds: 1000, maxNumberOfAttempts: 2 },
  };
  const first = [turnAt(0), begun, scheduledTask('a', 0), turnEnd(0), turnAt(1), failed(0)];
  const second = [createdTimer(2, 1), turnEnd(1), turnAt(2), fired(1)];
  const third = [scheduledTask('a', 2), turnEnd(2), turnAt(3)];
  const actions = [all(retry(), waitFor('never')), callActivity('next')];

  test('waits before each attempt, and after the last one without delay', () => {
    assert.deepEqual(scheduled(first, actions), [`1 timer ${start + 2000}`]);
    assert.deepEqual(scheduled([...first, ...second], actions), ['2 activity a']);
    const last = [...first, ...second, ...third, failed(2)];
    assert.deepEqual(scheduled(last, actions), [`3 timer ${start + 3000}`]);
    const over = [...last, createdTimer(3, 3), turnEnd(3), turnAt(4), fired(3)];
    assert.deepEqual(scheduled(over, actions), ['4 activity next']);
  });

  test('completes with its first success', () => {
    const succeeded = [...first, ...second, ...third, completed(2)];
    assert.deepEqual(scheduled(succeeded, [retry(), callActivity('next')]), ['3 activity next']);
    assert.deepEqual(scheduled(succeeded, actions), []);
  });

  test('never ends when its time is over', () => {
    const { scheduled: work, stuckAt } = play(first, [retry({ retryTimeoutInMilliseconds: 1000 })]);
    assert.deepEqual([work, stuckAt], [[], 'retry timeout']);
  });

  test('may be a sub-orchestration', () => {
    const child = [turnAt(0), begun, createdChild('a', 0), turnEnd(0), turnAt(1)];
    assert.deepEqual(scheduled([...child, childFailed(0)], [retrySub]), [
      `1 timer ${start + 2000}`,
    ]);
    assert.deepEqual(scheduled([...child, childCompleted(0)], [retrySub, callActivity('next')]), [
      '1 activity next',
    ]);
  });
});

describe('work for the host', () => {
  const workOf = (action: Action) => play([turnAt(0), begun], [action]).scheduled[0]?.work;

  test('has its input as JSON text', () => {
    const inputs: [action: Action, input: string | null][] = [
      [{ actionType: 0, functionName: 'a', input: { b: 1 } }, '{"b":1}'],
      [{ actionType: 0, functionName: 'a', input: '"text"' }, '"text"'],
      [{ actionType: 0, functionName: 'a' }, null],
      [{ actionType: 2, functionName: 'a', input: { b: 1 } }, '{"b":1}'],
      [{ actionType: 2, functionName: 'a', input: 'text' }, '"text"'],
      [{ actionType: 2, functionName: 'a', input: null }, null],
      [{ actionType: 2, functionName: 'a' }, null],
    ];
    for (const [action, input] of inputs) {
      const work = workOf(action);
      assert.equal(work && 'input' in work ? work.input : undefined, input, JSON.stringify(action));
    }
  });

  test('of a sub-orchestration has its id and version, if it has any', () => {
    const sub = {
      actionType: ActionType.CallSubOrchestrator,
      functionName: 'a',
      input: 1,
    } as const;
    assert.deepEqual(
      { ...workOf(sub) },
      {
        ...{
          kind: 'subOrchestration',
          name: 'a',
          instanceId: undefined,
          input: '1',
          version: null,
        },
      },
    );
    assert.deepEqual(
      { ...workOf({ ...sub, instanceId: 'x', version: '2.0' }) },
      {
        ...{ kind: 'subOrchestration', name: 'a', instanceId: 'x', input: '1', version: '2.0' },
      },
    );
  });

  test('of an entity is a call or a signal with its operation', () => {
    const messageOf = (action: Action) => {
      const work = workOf(action);
      return work?.kind === 'message' ? { to: work.to, message: { ...work.message } } : undefined;
    };
    const to = '@e@k';
    assert.deepEqual(
      messageOf({ actionType: 7, instanceId: to, operation: 'add', input: { b: 1 } }),
      { to, message: { type: 'call', operation: 'add', input: '{"b":1}' } },
    );
    assert.deepEqual(messageOf({ actionType: 9, instanceId: to, operation: 'reset' }), {
      ...{ to, message: { type: 'signal', operation: 'reset', input: undefined } },
    });
  });

  test('is not what the SDK of another version asks for', () => {
    const unknown = { actionType: 99, text: 'x'.repeat(300) } as never;
    const text = JSON.stringify(unknown).slice(0, 200);
    assert.throws(() => play([turnAt(0), begun], [unknown]), {
      ...{ name: 'UnsupportedActionError', code: 'UNSUPPORTED_ACTION' },
      message:
        `The orchestrator asked for an action of type 99 (${text}), which this host does not support. ` +
        'It supports what durable-functions 3.5 asks for.',
    });
    const noLocks: Action = { actionType: 13, lockRequestId: 'id', lockSet: [] };
    assert.throws(() => play([turnAt(0), begun], [noLocks]), UnsupportedActionError);
  });
});

describe('locks', () => {
  const lockSet = [
    { name: 'Gate', key: 'a' },
    { name: 'gate', key: 'b' },
  ];
  const lock: Action = { actionType: ActionType.LockEntities, lockRequestId: 'id', lockSet };
  const release: Action = { actionType: ActionType.ReleaseEntities };
  const requested = [turnAt(0), begun, sent('@gate@a', 'request', 0), turnEnd(0), turnAt(1)];
  const granted = [...requested, raised('request', '{"result":""}')];
  const released = ['1 message @gate@b', '2 message @gate@a'];

  test('are requested from the first entity, with all of them', () => {
    const { scheduled: work } = play([turnAt(0), begun], [lock]);
    assert.deepEqual(
      work.map((each) => each.work),
      [{ kind: 'message', to: '@gate@a', message: { type: 'lock', lockSet } }],
    );
    assert.match(work[0]?.requestId ?? '', /^[0-9a-f-]{36}$/);
    assert.deepEqual(scheduled(requested, [lock, callActivity('next')]), []);
    assert.deepEqual(scheduled(granted, [lock, callActivity('next')]), ['1 activity next']);
  });

  test('are released in the opposite order, once, under the number of their request', () => {
    const { scheduled: work } = play(granted, [lock, release, release]);
    assert.deepEqual(work.map(summaryOf), released);
    for (const { work: each } of work) {
      assert.deepEqual('message' in each && each.message, { type: 'release', lockId: 'request' });
    }
    assert.deepEqual(scheduled([turnAt(0), begun], [release]), []);
  });

  test('are released at the end of the orchestrator, which the history may record', () => {
    assert.deepEqual(play(granted, [lock], true).scheduled.map(summaryOf), released);
    assert.deepEqual(play(granted, [lock]).scheduled, []);
    const recorded = [sent('@gate@b', 'x', 1), sent('@gate@a', 'y', 2), turnEnd(1)];
    const later = [...granted, ...recorded, turnAt(2), raised('late')];
    assert.deepEqual(play(later, [lock], true).scheduled, []);
    assert.throws(() => play(later, [lock]), /hasn't \(yet\?\) scheduled this task/);
  });

  test('are released only after all that the orchestrator asked for', () => {
    const worked = [scheduledTask('next', 1), turnEnd(1), turnAt(2), completed(1)];
    const work = play([...granted, ...worked], [lock, callActivity('next')], true).scheduled;
    assert.deepEqual(work.map(summaryOf), ['2 message @gate@b', '3 message @gate@a']);
    assert.throws(
      () => play([...granted, ...worked], [lock], true),
      /hasn't \(yet\?\) scheduled this task/,
    );
  });
});
