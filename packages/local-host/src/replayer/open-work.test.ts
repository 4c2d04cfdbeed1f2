import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Action } from '../model/action.ts';
import { describeWork } from '../model/work.ts';
import { TIMER_LIMITS } from './durations.ts';
import { replay } from './replay.ts';
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
  resumed,
  scheduledTask,
  sent,
  signal,
  start,
  summaryOf,
  suspended,
  timerAt,
  turnAt,
  turnEnd,
  waitFor,
} from '../test-support/play.ts';

const child: Action = { actionType: 2, functionName: 'child' };
const callEntity: Action = { actionType: 7, instanceId: '@e@k', operation: 'get' };

const everything = [
  ...[turnAt(0), begun, scheduledTask('a', 0), createdChild('child', 1), createdTimer(9, 2)],
  ...[sent('@e@k', 'request', 3), turnEnd(0), turnAt(1), raised('go')],
];
const race = (cancels = false) =>
  any(callActivity('a'), child, timerAt(9, cancels), callEntity, waitFor('go'));

describe('the open work of an orchestrator', () => {
  const openIn = (history = everything, cancels = false) =>
    play(history, [race(cancels)], true).openWork.map(describeWork);
  const timer = 'timer until 2026-01-01T00:00:09.000Z';

  test('is its activities, sub-orchestrations and timers, until they complete', () => {
    assert.deepEqual(openIn(), ['activity a', 'sub-orchestration child', timer]);
    assert.deepEqual(openIn([...everything, completed(0)]), ['sub-orchestration child', timer]);
    assert.deepEqual(openIn([...everything, childCompleted(1)]), ['activity a', timer]);
    assert.deepEqual(openIn([...everything, fired(2)]), ['activity a', 'sub-orchestration child']);
  });

  test('is without timers that it cancelled', () => {
    assert.deepEqual(openIn(everything, true), ['activity a', 'sub-orchestration child']);
  });
});

describe('an orchestrator is stuck', () => {
  const stuckAt = (history = everything, actions: Action[] = [race()], ended = false) =>
    play(history, actions, ended).stuckAt;
  const first = [turnAt(0), begun];

  test('when it waits for nothing', () => {
    assert.equal(stuckAt(first, []), 'nothing');
    assert.equal(stuckAt(first, [signal()]), 'nothing');
    assert.equal(stuckAt(first, [any(timerAt(9, true), waitFor('go'))]), undefined);
    const cancelled = [...first, createdTimer(9, 0), turnEnd(0), turnAt(1), raised('go')];
    assert.equal(stuckAt(cancelled, [any(timerAt(9, true), waitFor('go'))]), 'nothing');
  });

  test('not while it waits for work, an event or an entity, or while it is suspended', () => {
    for (const action of [callActivity('a'), child, timerAt(9), waitFor('go'), callEntity]) {
      assert.equal(stuckAt(first, [action]), undefined, JSON.stringify(action));
    }
    assert.equal(stuckAt([...first, turnEnd(0), turnAt(1), suspended], []), undefined);
    const again = [...first, turnEnd(0), turnAt(1), suspended, turnEnd(1), turnAt(2), resumed];
    assert.equal(stuckAt(again, []), 'nothing');
  });

  test('not when it has ended', () => {
    assert.equal(stuckAt(first, [], true), undefined);
  });
});

describe('the answer of an entity', () => {
  const asked = [turnAt(0), begun, sent('@e@k', 'request', 0), turnEnd(0), turnAt(1)];
  const after = (answer: string | null) => {
    const actions = [all(callEntity, waitFor('never')), callActivity('next')];
    return play([...asked, raised('request', answer)], actions).scheduled.map(summaryOf);
  };

  test('fails the call when it has an exception, and completes it otherwise', () => {
    assert.deepEqual(after('{"result":"1","exceptionType":"Error"}'), ['1 activity next']);
    assert.deepEqual(after('{"result":"1"}'), []);
    assert.deepEqual(after(null), []);
    const history = [...asked, raised('request', null)];
    assert.deepEqual(play(history, [callEntity, callActivity('next')]).scheduled.map(summaryOf), [
      '1 activity next',
    ]);
  });

  test('is taken once; a later event of its name is an external event', () => {
    const history = [...asked, raised('request'), raised('request')];
    assert.deepEqual(play(history, [callEntity]).unclaimedEvents.length, 1);
  });
});

describe('a replay', () => {
  test('reports each action before its work, with the event that records it', () => {
    const reports: string[] = [];
    const history = [turnAt(0), begun, scheduledTask('a', 0), turnEnd(0), turnAt(1), completed(0)];
    replay(history, [callActivity('a'), signal(), callActivity('b')], {
      limits: TIMER_LIMITS,
      ended: false,
      onAction: (index) => reports.push(`action ${index}`),
      onWork: (id, work, recorded) =>
        reports.push(`${id} ${describeWork(work)}, recorded as ${recorded?.EventId}`),
    });
    assert.deepEqual(reports, [
      ...['action 0', '0 activity a, recorded as 0'],
      ...['action 1', '1 entity @e@k, recorded as undefined'],
      ...['action 2', '2 activity b, recorded as undefined'],
    ]);
  });

  test('ignores completions of what is not open', () => {
    const history = [
      ...[turnAt(0), begun, scheduledTask('a', 0), turnEnd(0), turnAt(1), completed(0)],
      ...[completed(0), failed(0), fired(0), childCompleted(7), childFailed(7)],
    ];
    const actions = [callActivity('a'), callActivity('b')];
    assert.deepEqual(play(history, actions).scheduled.map(summaryOf), ['1 activity b']);
  });

  test('names the number of the event after all of its work', () => {
    const actions = [signal(), signal(), callActivity('a')];
    assert.equal(play([turnAt(0), begun], actions).nextEventId, 3);
    assert.equal(play([turnAt(0), begun], []).nextEventId, 0);
  });

  test('keeps the time when the clock was set back', () => {
    const retry: Action = {
      ...{ actionType: 1, functionName: 'a' },
      retryOptions: { firstRetryIntervalInMilliseconds: 1000, maxNumberOfAttempts: 2 },
    };
    const history = [
      ...[turnAt(5), begun, scheduledTask('a', 0), turnEnd(5), turnAt(1), failed(0)],
    ];
    assert.deepEqual(play(history, [retry]).scheduled.map(summaryOf), [`1 timer ${start + 6000}`]);
  });

  test('continues as new, with what came before it as lost events', () => {
    const again: Action = { actionType: 4, input: 1 };
    const history = [turnAt(0), begun, raised('x'), raised('go'), raised('y')];
    const before = play(history, [waitFor('go'), again], true);
    assert.deepEqual(
      [before.continuedAsNew, before.lostEvents, before.unclaimedEvents.length],
      [again, 1, 2],
    );
    const { continuedAsNew, lostEvents } = play(history, [waitFor('go'), signal()], true);
    assert.deepEqual([continuedAsNew, lostEvents], [undefined, 0]);
  });

  test('delivers what came while suspended in its order, and later events after it', () => {
    const history = [
      ...[turnAt(0), begun, turnEnd(0), turnAt(1), suspended, raised('x'), suspended, turnEnd(1)],
      ...[turnAt(2), raised('y'), turnEnd(2), turnAt(3), resumed, raised('z')],
    ];
    const { unclaimedEvents } = play(history, []);
    assert.deepEqual(
      unclaimedEvents.map(({ Name }) => Name),
      ['x', 'y', 'z'],
    );
    assert.deepEqual(play([turnAt(0), begun, resumed, raised('x')], []).unclaimedEvents.length, 1);
  });
});
