import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { timelineOf } from './history-timeline.ts';

/** Time at a number of seconds, in the format of the management API. */
const at = (seconds: number): string => `2026-11-20T02:14:${String(seconds).padStart(2, '0')}.000Z`;

const activity = (name: string, from: number, to: number, Result: unknown) => ({
  EventType: 'TaskCompleted',
  FunctionName: name,
  ScheduledTime: at(from),
  Timestamp: at(to),
  Result,
});
const failed = { ok: false, failure: { code: 'ServerBusy', message: 'Try later.' } };

describe('the timeline of a history', () => {
  test('has each activity from its scheduling to its result, with its attempts and errors', () => {
    const steps = timelineOf([
      { EventType: 'ExecutionStarted', FunctionName: 'captureMachine', Timestamp: at(0) },
      activity('createCapture', 1, 3, failed),
      { EventType: 'TimerCreated', FireAt: at(5), Timestamp: at(3) },
      { EventType: 'TimerFired', FireAt: at(5), Timestamp: at(5) },
      activity('createCapture', 5, 6, { ok: true, value: null }),
      activity('createCapture', 7, 8, { ok: true, value: null }),
      {
        EventType: 'TaskFailed',
        FunctionName: 'notify',
        ScheduledTime: at(9),
        Timestamp: at(10),
        Reason: "Activity function 'notify' failed",
        Details: 'The process died.\n at x',
      },
    ]);
    assert.deepEqual(
      steps.map(({ name, startedAt, endedAt, state, attempt, error }) => [
        name,
        startedAt,
        endedAt,
        state,
        attempt,
        error,
      ]),
      [
        ['createCapture', at(1), at(3), 'failed', undefined, 'ServerBusy: Try later.'],
        ['wait', at(3), at(5), 'done', undefined, undefined],
        ['createCapture', at(5), at(6), 'done', 2, undefined],
        ['createCapture', at(7), at(8), 'done', undefined, undefined],
        ['notify', at(9), at(10), 'failed', undefined, 'The process died.'],
      ],
    );
  });

  test('has each kind of step, in the order of their starts, with the indexes of its events', () => {
    const steps = timelineOf([
      { EventType: 'TaskScheduled', Name: 'queryCapture', Timestamp: at(9) },
      { EventType: 'SubOrchestrationInstanceCreated', Name: 'captureMachine', Timestamp: at(1) },
      {
        EventType: 'SubOrchestrationInstanceCompleted',
        Name: 'deliverReport',
        ScheduledTime: at(2),
        Timestamp: at(3),
        Result: 'x',
      },
      {
        EventType: 'SubOrchestrationInstanceFailed',
        Name: 'captureMachine',
        ScheduledTime: at(3),
        Timestamp: at(4),
        Reason: 'x'.repeat(600),
      },
      { EventType: 'EventSent', InstanceId: 'x@y@z', Input: '{', Timestamp: at(5) },
      { EventType: 'EventSent', InstanceId: '@slots@all', Input: { id: 'c' }, Timestamp: at(6) },
      { EventType: 'EventRaised', Name: 'c', Timestamp: at(7) },
      { EventType: 'EventRaised', Name: 'stop', Timestamp: at(8) },
      { EventType: 'TaskCompleted', Name: 'q', Timestamp: 'never', Result: { ok: false } },
      { EventType: 'SomethingNew', Timestamp: at(9) },
    ]);
    const subject = { kind: 'orchestration', name: 'captureMachine' };
    assert.deepEqual(steps, [
      { ...subject, startedAt: at(1), state: 'running', events: [1] },
      {
        ...{ kind: 'orchestration', name: 'deliverReport', startedAt: at(2), endedAt: at(3) },
        ...{ state: 'done', events: [2] },
      },
      {
        ...{ ...subject, startedAt: at(3), endedAt: at(4) },
        ...{ state: 'failed', error: 'x'.repeat(500), events: [3] },
      },
      { kind: 'entity', name: 'entity', startedAt: at(5), state: 'running', events: [4] },
      {
        ...{ kind: 'entity', name: 'slots', startedAt: at(6), endedAt: at(7) },
        ...{ state: 'done', events: [5, 6] },
      },
      {
        ...{ kind: 'event', name: 'stop', startedAt: at(8), endedAt: at(8) },
        ...{ state: 'done', events: [7] },
      },
      { kind: 'activity', name: 'queryCapture', startedAt: at(9), state: 'running', events: [0] },
      {
        ...{ kind: 'activity', name: 'q', startedAt: 'never', endedAt: 'never' },
        ...{ state: 'failed', error: 'Error: ', events: [8] },
      },
    ]);
  });

  test('joins an entity call with its response, and does not confuse them with events', () => {
    const steps = timelineOf([
      {
        EventType: 'EventSent',
        InstanceId: '@captureslots@all',
        Name: 'op',
        Input: JSON.stringify({ op: 'request', id: 'abc' }),
        Timestamp: at(1),
      },
      { EventType: 'EventRaised', Name: 'abc', Input: '{}', Timestamp: at(2) },
      { EventType: 'EventRaised', Name: 'stop', Input: 'null', Timestamp: at(3) },
    ]);
    assert.deepEqual(
      steps.map(({ kind, name, endedAt }) => [kind, name, endedAt]),
      [
        ['entity', 'captureslots request', at(2)],
        ['event', 'stop', at(3)],
      ],
    );
  });

  test('distinguishes running from cancelled steps', () => {
    const timer = { EventType: 'TimerCreated', FireAt: at(59), Timestamp: at(1) };
    assert.equal(timelineOf([timer])[0]?.state, 'running');
    assert.equal(timelineOf([timer, activity('stopCapture', 3, 4, {})])[0]?.state, 'cancelled');
    const over = { EventType: 'ExecutionCompleted', Timestamp: at(9) };
    assert.equal(timelineOf([timer, over])[0]?.state, 'cancelled');
    const scheduled = { EventType: 'TaskScheduled', Name: 'notify', Timestamp: at(2) };
    assert.equal(timelineOf([scheduled])[0]?.state, 'running');
  });

  test('is built from any content of an event', () => {
    const types = [
      'TaskCompleted',
      'TaskFailed',
      'TimerCreated',
      'TimerFired',
      'EventSent',
      'EventRaised',
    ];
    const event = fc.record(
      {
        EventType: fc.constantFrom(...types),
        Timestamp: fc.anything(),
        Input: fc.anything(),
        Result: fc.anything(),
      },
      { requiredKeys: ['EventType'] },
    );
    fc.assert(fc.property(fc.array(event), (events) => void timelineOf(events)));
  });
});
