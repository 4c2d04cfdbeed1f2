import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventName } from '../describe.ts';
import { fromStatusForm } from './status-form.ts';

// As recorded from the extension: the second timer fires within a second of the end of the turn that
// scheduled the activity and the third timer.
test('an activity belongs to the turn of the timer that was scheduled after it', () => {
  const at = (seconds: string) => `2026-11-28T08:39:${seconds}Z`;
  const { history } = fromStatusForm({
    name: 'story',
    instanceId: 'one',
    runtimeStatus: 'Completed',
    input: null,
    output: null,
    customStatus: null,
    historyEvents: [
      { EventType: 'ExecutionStarted', FunctionName: 'story', Timestamp: at('22.1') },
      { EventType: 'TimerCreated', FireAt: at('28.666'), Timestamp: at('22.6782626') },
      { EventType: 'EventRaised', Name: 'Go', Input: '1', Timestamp: at('27.4600437') },
      { EventType: 'TimerCreated', FireAt: at('57.695'), Timestamp: at('27.7013116') },
      { EventType: 'TimerFired', FireAt: at('28.666'), Timestamp: at('22.6782626') },
      {
        EventType: 'TaskCompleted',
        FunctionName: 'work',
        ScheduledTime: '2026-11-28T08:39:27.7013023+00:00',
        Result: null,
        Timestamp: at('28.1183091'),
      },
    ],
  });
  assert.deepEqual(
    history.map(eventName).filter((name) => !name.startsWith('Orchestrator')),
    [
      'ExecutionStarted',
      'TimerCreated',
      'EventRaised',
      'TaskScheduled',
      'TimerCreated',
      'TimerFired',
      'TaskCompleted',
    ],
  );
});
