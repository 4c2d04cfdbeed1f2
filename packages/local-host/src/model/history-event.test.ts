import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { ActionType } from './action.ts';
import { event, EventType, isScheduling, type HistoryEvent } from './history-event.ts';

const sdk = createRequire(import.meta.url);

/** The members of an enumeration of durable-functions, without the reverse ones. */
const membersOf = (path: string, name: string): Record<string, number> =>
  Object.fromEntries(
    Object.entries(
      (sdk(`durable-functions/lib/src/${path}`) as Record<string, object>)[name] ?? {},
    ).filter(([, value]) => typeof value === 'number'),
  );

describe('the numbers in the exchange with the SDK', () => {
  test('of actions are those of durable-functions', () => {
    assert.deepEqual(membersOf('actions/ActionType.js', 'ActionType'), ActionType);
  });

  test('of events are those of durable-functions, and that of a rewind, which it does not know', () => {
    const { ExecutionRewound, ...known } = EventType;
    assert.deepEqual(membersOf('history/HistoryEventType.js', 'HistoryEventType'), known);
    assert.equal(ExecutionRewound, 21);
  });
});

test('an event has the number of what it schedules, and -1 otherwise', () => {
  const at = Date.UTC(2026, 0, 1);
  const base = { EventType: 13, IsPlayed: false, Timestamp: '2026-01-01T00:00:00.000Z' };
  assert.deepEqual(event({ EventType: 13 }, at), { ...base, EventId: -1 });
  assert.deepEqual(event({ EventType: 13 }, at, 4), { ...base, EventId: 4 });
});

test('activities, sub-orchestrations, timers and messages are scheduled, other events are not', () => {
  const scheduling = Object.entries(EventType).flatMap(([name, type]) =>
    isScheduling({ EventType: type } as HistoryEvent) ? [name] : [],
  );
  assert.deepEqual(scheduling, [
    'TaskScheduled',
    'SubOrchestrationInstanceCreated',
    'TimerCreated',
    'EventSent',
  ]);
});
