import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { event, EventType, type SchedulingEvent } from '../model/history-event.ts';
import type { Work } from '../model/work.ts';
import { fits, NonDeterminismError } from './non-determinism.ts';

const scheduled = (type: SchedulingEvent['EventType'], fields: object): SchedulingEvent =>
  event<SchedulingEvent>({ EventType: type, ...fields }, 0, 3);

const recorded = {
  activity: scheduled(EventType.TaskScheduled, { Name: 'pay' }),
  subOrchestration: scheduled(EventType.SubOrchestrationInstanceCreated, {
    ...{ Name: 'ship', InstanceId: 'ship-1' },
  }),
  timer: scheduled(EventType.TimerCreated, { FireAt: '2026-01-01T00:00:00Z' }),
  message: scheduled(EventType.EventSent, { Name: 'op', InstanceId: '@e@k' }),
};

const activity = (name: string): Work => ({ kind: 'activity', name, input: null });
const subOrchestration = (name: string): Work => ({
  ...{ kind: 'subOrchestration', name, instanceId: undefined, input: null, version: null },
});
const timer: Work = { kind: 'timer', fireAt: 1 };
const message = (to: string): Work => ({
  ...{ kind: 'message', to, message: { type: 'lock', lockSet: [] } },
});

const works: [text: string, work: Work][] = [
  ['activity pay', activity('pay')],
  ['activity other', activity('other')],
  ['activity ship', activity('ship')],
  ['sub-orchestration ship', subOrchestration('ship')],
  ['sub-orchestration pay', subOrchestration('pay')],
  ['timer', timer],
  ['message @e@k', message('@e@k')],
  ['message @e@x', message('@e@x')],
];

test('a recorded event matches work of its kind with the same name, a timer at any time', () => {
  const matching = Object.values(recorded).map((each) =>
    works.flatMap(([text, work]) => (fits(each, work) ? [text] : [])),
  );
  assert.deepEqual(matching, [
    ['activity pay'],
    ['sub-orchestration ship'],
    ['timer'],
    ['message @e@k'],
  ]);
});

describe('the message names what the history records and what the code asked for:', () => {
  const before =
    'Non-Deterministic workflow detected: A previous execution of this orchestration scheduled';
  const question =
    'Was a change made to the orchestrator code after this instance had already started running?';
  const pay = "an activity task with sequence number 3 named 'pay'";
  const ship =
    "a sub-orchestration task with sequence number 3 named 'ship' (instance ID 'ship-1')";
  const op = "a send event task with sequence number 3, name 'op', instance ID '@e@k'";
  const instead = 'but the current orchestration replay instead';

  const messages: [recorded: SchedulingEvent, asked: Work | undefined, text: string][] = [
    // As recorded from the extension (main/034, main/035).
    [
      recorded.activity,
      activity('nothing'),
      `${pay}, ${instead} scheduled an activity task named 'nothing' with this sequence number.  `,
    ],
    [
      recorded.activity,
      timer,
      `${pay}, ${instead} produced a CreateTimerOrchestratorAction action with this sequence number. `,
    ],
    [
      recorded.timer,
      activity('pay'),
      `a timer task with sequence number 3, ${instead} produced a ScheduleTaskOrchestratorAction action with this sequence number. `,
    ],
    [
      recorded.activity,
      undefined,
      `${pay}, but the current replay execution hasn't (yet?) scheduled this task. `,
    ],
    [
      recorded.subOrchestration,
      subOrchestration('other'),
      `${ship}, ${instead} scheduled a sub-orchestration task with name 'other' at this sequence number. `,
    ],
    [
      recorded.subOrchestration,
      message('@e@k'),
      `${ship}, ${instead} produced a SendEventOrchestratorAction action with this sequence number. `,
    ],
    [
      recorded.message,
      message('@e@x'),
      `${op}, ${instead} scheduled a send event task for instance ID '@e@x' at this sequence number. `,
    ],
    [
      recorded.message,
      subOrchestration('ship'),
      `${op}, ${instead} produced a CreateSubOrchestrationAction action with this sequence number. `,
    ],
    [
      recorded.message,
      activity('pay'),
      `${op}, ${instead} produced a ScheduleTaskOrchestratorAction action with this sequence number. `,
    ],
  ];
  for (const [event, asked, text] of messages) {
    test(`${event.EventType} and ${asked?.kind ?? 'nothing'}`, () => {
      const error = new NonDeterminismError(event, asked);
      assert.equal(error.message, `${before} ${text}${question}`);
      assert.deepEqual(
        [error.name, error.code, error.eventId, error.recorded, error.asked],
        ['NonDeterminismError', 'NON_DETERMINISM', 3, event, asked],
      );
    });
  }
});
