import assert from 'node:assert/strict';
import { EventType, type HistoryEvent } from '../src/model/history-event.ts';

/** Asserts the invariants of the history of a completed instance. */
export function assertWellFormed(instanceId: string, history: readonly HistoryEvent[]): void {
  const fail = (what: string) => `${instanceId}: ${what}`;
  const scheduled = new Set<number>();
  const answered = new Set<number>();
  let open = false;
  for (const each of history) {
    switch (each.EventType) {
      case EventType.OrchestratorStarted:
        assert(!open, fail('a turn begins within another'));
        open = true;
        break;
      case EventType.OrchestratorCompleted:
        assert(open, fail('a turn ends that did not begin'));
        open = false;
        break;
      case EventType.TaskScheduled:
      case EventType.SubOrchestrationInstanceCreated:
      case EventType.TimerCreated:
      case EventType.EventSent:
        assert(!scheduled.has(each.EventId), fail(`number ${each.EventId} is given twice`));
        scheduled.add(each.EventId);
        break;
      case EventType.TaskCompleted:
      case EventType.SubOrchestrationInstanceCompleted:
      case EventType.TimerFired: {
        const id = each.EventType === EventType.TimerFired ? each.TimerId : each.TaskScheduledId;
        assert(scheduled.has(id), fail(`${id} is answered before it was asked for`));
        assert(!answered.has(id), fail(`${id} is answered twice`));
        answered.add(id);
        break;
      }
    }
  }
  assert(!open, fail('the last turn does not end'));
  const ends = history.filter((each) => each.EventType === EventType.ExecutionCompleted);
  assert.equal(ends.length, 1, fail('it does not end just once'));
  const begins = history.filter((each) => each.EventType === EventType.ExecutionStarted);
  assert.equal(begins.length, 1, fail('it does not begin just once'));
}
