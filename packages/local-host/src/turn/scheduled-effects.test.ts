import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ActionType, type Action } from '../model/action.ts';
import { event, EventType, type EventSent, type TimerFired } from '../model/history-event.ts';
import {
  any,
  all,
  begun,
  signal,
  start as now,
  timerAt,
  turnAt,
  turnEnd,
  waitFor,
} from '../test-support/play.ts';
import { call, turn } from '../test-support/turn.ts';

describe('work', () => {
  test('is started', () => {
    const { activities, events, instance: after } = turn([call({ amount: 1 })]);
    assert.deepEqual(activities, [
      {
        ...{ instanceId: 'order-1', executionId: 'run', eventId: 0, name: 'pay' },
        input: '{"amount":1}',
      },
    ]);
    assert.deepEqual([after.status, events.length], ['Running', 2]);
  });

  test('has its input in the history only if host.json says so, as a list of arguments', () => {
    const sub: Action = {
      actionType: ActionType.CallSubOrchestrator,
      ...{ functionName: 'ship', input: 1 },
    };
    const works = all(call({ amount: 1 }), call(), sub);
    const inputsOf = (storeInputs: boolean) =>
      turn([works], {}, { storeInputs }).events.flatMap((each) =>
        'Input' in each ? [each.Input] : [],
      );
    assert.deepEqual(inputsOf(true), ['["{\\"amount\\":1}"]', '[null]', '["1"]']);
    assert.deepEqual(inputsOf(false), [null, null, null]);
  });

  test('of a timer ends when the timer is due, and not before this turn', () => {
    const { messages } = turn([all(timerAt(10.5), timerAt(-1))]);
    assert.deepEqual(messages, [
      {
        ...{ target: 'order-1', executionId: 'run', dueAt: now + 10_500 },
        event: event<TimerFired>(
          { EventType: EventType.TimerFired, TimerId: 0, FireAt: '2026-01-01T00:00:10.5Z' },
          now + 10_500,
        ),
      },
      {
        ...{ target: 'order-1', executionId: 'run', dueAt: now - 1000 },
        event: event<TimerFired>(
          { EventType: EventType.TimerFired, TimerId: 1, FireAt: '2025-12-31T23:59:59Z' },
          now,
        ),
      },
    ]);
  });

  test('of a timer is over when the code cancels it', () => {
    assert.deepEqual(turn([any(timerAt(10, true), waitFor('go'))]).cancelledTimers, [0]);
  });

  test('of a sub-orchestration is a new instance with this one as its parent', () => {
    const sub = (version?: string): Action => ({
      actionType: ActionType.CallSubOrchestrator,
      ...{ functionName: 'ship', input: 1, ...(version !== undefined && { version }) },
    });
    const { children, events } = turn([all(sub(), sub('3.0'))], {}, { defaultVersion: '2.0' });
    const [first, second] = children;
    assert.deepEqual(first, {
      ...{ id: 'run:0', executionId: first?.executionId, name: 'ship', version: '2.0' },
      ...{ status: 'Pending', input: '1', output: null, customStatus: null, notices: {} },
      parent: {
        ...{ Name: 'order', Version: '1.0', TaskScheduleId: 0 },
        OrchestrationInstance: { InstanceId: 'order-1', ExecutionId: 'run' },
      },
      ...{ createdAt: now, updatedAt: now },
    });
    assert.match(first.executionId, /^[0-9a-f]{32}$/);
    assert.equal(second?.version, '3.0');
    assert.deepEqual(
      events.map((each) => ('Version' in each ? each.Version : undefined)),
      [null, '3.0', undefined],
    );
  });

  test('of an entity comes after the last message to the same entity', () => {
    const sent = (to: string, at: string, id: number) =>
      event<EventSent>(
        {
          ...{ EventType: EventType.EventSent, InstanceId: to, Name: 'op' },
          Input: JSON.stringify({ id: `${id}`, ...(at && { Timestamp: at }) }),
        },
        ...[now, id],
      );
    const history = [
      ...[turnAt(0), begun, sent('@e@k', 'first', 0), sent('@e@k', 'second', 1)],
      ...[sent('@other@k', 'third', 2), sent('@e@k', '', 3), turnEnd(0), turnAt(1)],
    ];
    const other = signal('@other@k');
    const asked = [signal(), signal(), other, signal(), signal(), other, signal('@x@y')];
    const { events } = turn([...asked, signal()], {}, { history });
    const predecessors = events.flatMap((each): string[] =>
      each.EventType === EventType.EventSent
        ? [(JSON.parse(each.Input) as { Predecessor: string }).Predecessor]
        : [],
    );
    const none = '0001-01-01T00:00:00';
    assert.deepEqual(predecessors, ['second', 'third', none, '2026-01-01T00:00:00.000Z']);
  });
});
