import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Action } from '../model/action.ts';
import {
  event,
  EventType,
  isScheduling,
  type GenericEvent,
  type HistoryEvent,
} from '../model/history-event.ts';
import {
  all,
  any,
  begun,
  callActivity,
  completed,
  failed,
  play,
  raised,
  resumed,
  scheduledTask,
  sent,
  signal,
  start,
  summary,
  summaryOf,
  suspended,
  turnAt,
  turnEnd,
  waitFor,
} from '../test-support/play.ts';
import { nextTurn, recordedTurns, recordings } from '../test-support/recorded-turns.ts';
import { NonDeterminismError } from './non-determinism.ts';

describe('replaying the turns of the real extension', () => {
  // nondet*: the code changes, which separate tests cover. unknown*: the extension leaves such an
  // instance waiting forever; this host fails it.
  const files = recordings.filter((file) => !/^(nondet|unknown)/.test(file));
  for (const file of files) {
    const turns = recordedTurns(file);
    for (const [index, turn] of turns.entries()) {
      const next = nextTurn(turns, turn);
      if (!next) continue;
      test(`${file}, turn ${index + 1}, schedules what the next turn's history holds`, () => {
        const added = next.history.slice(turn.history.length);
        const closed = added.findIndex(
          (each) => each.EventType === EventType.OrchestratorCompleted,
        );
        const expected = added.slice(0, closed).filter(isScheduling).map(summary);
        const { scheduled } = play(turn.history, turn.answer.state.actions.flat());
        assert.deepEqual(scheduled.map(summaryOf), expected);
      });
    }
  }
});

describe('the end of an orchestrator in the real extension', () => {
  for (const file of ['openWork-1.jsonl', 'rewind-1.jsonl', 'canBuffered-1.jsonl']) {
    const turns = recordedTurns(file);
    for (const [index, { history, answer, started }] of turns.entries()) {
      const failed = answer.error !== undefined;
      if (!answer.state.isDone && !failed) continue;
      const { ExecutionId } = started.OrchestrationInstance;
      const next = turns
        .slice(index + 1)
        .find((each) => each.started.OrchestrationInstance.ExecutionId === ExecutionId);
      // A rewind runs a failed execution once more.
      const goesOn = next !== undefined && next.history.length > history.length + 1;
      const isRewound = next?.history.some((each) => each.EventType === EventType.GenericEvent);
      test(`${file}, turn ${index + 1}, waits for open work exactly when it was recorded to`, () => {
        const { openWork } = play(history, answer.state.actions.flat(), true);
        assert.equal(openWork.length > 0, goesOn && !(failed && isRewound));
      });
    }
  }
});

describe('a history does not match', () => {
  const history = [turnAt(0), begun, scheduledTask('a', 0), turnEnd(0), turnAt(1), completed(0)];

  test('is an activity of another name', () => {
    assert.throws(
      () => play(history, [callActivity('b')]),
      (error) =>
        error instanceof NonDeterminismError &&
        error.eventId === 0 &&
        /named 'a'.* instead scheduled an activity task named 'b'/.test(error.message),
    );
  });

  test('is another kind of action', () => {
    assert.throws(
      () => play(history, [{ actionType: 5, fireAt: '2026-01-01T00:00:10Z' }]),
      /instead produced a CreateTimerOrchestratorAction/,
    );
  });

  test('is a message to another entity', () => {
    const message = sent('@counter@a', 'id', 0);
    const recorded = [turnAt(0), begun, message, turnEnd(0), turnAt(1), raised('go')];
    assert.deepEqual(play(recorded, [signal('@counter@a')]).scheduled, []);
    assert.throws(
      () => play(recorded, [signal('@counter@b')]),
      /instance ID '@counter@a', but .* for instance ID '@counter@b'/,
    );
  });

  test('is an action that is no longer scheduled', () => {
    assert.throws(() => play(history, []), /hasn't \(yet\?\) scheduled this task/);
  });
});

describe('a retried activity beside others', () => {
  const withRetry: Action = {
    actionType: 1,
    functionName: 'flaky',
    retryOptions: { firstRetryIntervalInMilliseconds: 1000, maxNumberOfAttempts: 3 },
  };

  test('keeps the numbers that the SDK gave while the code continued', () => {
    // any(flaky, a): a wins and the code requests b. Then flaky fails, and its timer gets number 3.
    const history = [
      ...[turnAt(0), begun, scheduledTask('flaky', 0), scheduledTask('a', 1), turnEnd(0)],
      ...[turnAt(1), completed(1), scheduledTask('b', 2), turnEnd(1)],
      ...[turnAt(2), failed(0)],
    ];
    const { scheduled } = play(history, [any(withRetry, callActivity('a')), callActivity('b')]);
    assert.deepEqual(scheduled.map(summaryOf), [`3 timer ${start + 3000}`]);
  });

  test('keeps the numbers also when it is suspended in the same turn', () => {
    // a wins and the code requests a message and b. Then flaky fails, and its timer gets number 4.
    const history = [
      ...[turnAt(0), begun, scheduledTask('flaky', 0), scheduledTask('a', 1), turnEnd(0)],
      ...[turnAt(1), completed(1), failed(0), suspended, turnEnd(1), turnAt(2), resumed],
    ];
    const actions = [any(withRetry, callActivity('a')), signal(), callActivity('b')];
    assert.deepEqual(play(history, actions).scheduled.map(summaryOf), [
      ...['2 message @e@k', '3 activity b'],
      `4 timer ${start + 2000}`,
    ]);
  });

  test('keeps its number, and that of what was requested with it, when a rewind undid it', () => {
    const undone = (id: number): HistoryEvent =>
      event<GenericEvent>({ EventType: EventType.GenericEvent, Data: null }, start, id);
    const history = [
      ...[turnAt(0), begun, undone(0), scheduledTask('ok', 1), turnEnd(0), turnAt(1), completed(1)],
      ...[turnEnd(1), turnAt(2), undone(-1), undone(2), turnEnd(2), turnAt(3), undone(-1)],
    ];
    const actions = [all(callActivity('fails'), callActivity('ok')), callActivity('next')];
    assert.deepEqual(play(history, actions).scheduled.map(summaryOf), ['0 activity fails']);
    const again = [scheduledTask('fails', 0), turnEnd(3), turnAt(4), completed(0)];
    assert.deepEqual(play([...history, ...again], actions).scheduled.map(summaryOf), [
      '2 activity next',
    ]);
  });

  test('gives its timer the next number when it fails before the code continues', () => {
    const history = [
      ...[turnAt(0), begun, scheduledTask('flaky', 0), scheduledTask('a', 1), turnEnd(0)],
      ...[turnAt(1), failed(0)],
    ];
    const { scheduled } = play(history, [any(withRetry, callActivity('a'))]);
    assert.deepEqual(scheduled.map(summaryOf), [`2 timer ${start + 2000}`]);
  });
});

describe('external events', () => {
  test('without a waiting task are kept in order', () => {
    const history = [turnAt(0), begun, raised('x'), raised('y'), raised('x')];
    const { unclaimedEvents } = play(history, [waitFor('x')]);
    assert.deepEqual(
      unclaimedEvents.map((each) => each.Name),
      ['y', 'x'],
    );
  });

  test('that arrived while suspended are delivered on resume', () => {
    const actions = [waitFor('x'), callActivity('after')];
    const history = [
      ...[turnAt(0), begun, turnEnd(0), turnAt(1), suspended, raised('x'), turnEnd(1)],
      ...[turnAt(2), resumed],
    ];
    assert.deepEqual(play(history.slice(0, -2), actions).scheduled, []);
    assert.deepEqual(play(history, actions).scheduled.map(summaryOf), ['0 activity after']);
  });
});
