import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  begun,
  childCompleted,
  childFailed,
  completed,
  createdChild,
  failed,
  scheduledTask,
  turnAt,
} from '../test-support/play.ts';
import { EventType, type HistoryEvent } from '../model/history-event.ts';
import { rewindHistory } from './rewind.ts';

/* The rewinds that were recorded from the extension are in recorded-turns.test.ts. */

test('a rewind concerns only the sub-orchestrations and activities that failed', () => {
  const child = (id: number) => ({ ...createdChild('child', id), InstanceId: `child-${id}` });
  const history: HistoryEvent[] = [
    ...[turnAt(0), begun, child(0), child(1), scheduledTask('a', 2), scheduledTask('b', 3)],
    ...[childCompleted(0), childFailed(1), completed(2), failed(3)],
  ];
  const { events, failedChildren } = rewindHistory(history);
  assert.deepEqual(failedChildren, ['child-1']);
  const undone = events.flatMap((each, index) =>
    each.EventType === EventType.GenericEvent ? [[index, each.EventId]] : [],
  );
  assert.deepEqual(undone, [
    [5, 3],
    [7, -1],
    [9, -1],
  ]);
  assert.deepEqual(
    events.filter((each) => each.EventType !== EventType.GenericEvent),
    history.filter((_, index) => ![5, 7, 9].includes(index)),
  );
});
