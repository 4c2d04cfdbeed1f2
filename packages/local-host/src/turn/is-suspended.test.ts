import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventType, type HistoryEvent } from '../model/history-event.ts';
import { isSuspended } from './is-suspended.ts';

test('an instance is suspended after a suspension that no resumption followed', () => {
  const { ExecutionSuspended: pause, ExecutionResumed: resume, EventRaised: other } = EventType;
  const histories: [types: number[], suspended: boolean][] = [
    [[], false],
    [[other], false],
    [[pause, other], true],
    [[pause, resume, other], false],
    [[pause, resume, pause], true],
  ];
  for (const [types, suspended] of histories) {
    const history = types.map((type) => ({ EventType: type }) as HistoryEvent);
    assert.equal(isSuspended(history), suspended, types.join());
  }
});
