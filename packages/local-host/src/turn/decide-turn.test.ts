import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ActionType, type Action } from '../model/action.ts';
import { event, EventType, type EventRaised, type HistoryEvent } from '../model/history-event.ts';
import type { Instance } from '../model/instance.ts';
import { begun, signal, start as now, turnAt, waitFor } from '../test-support/play.ts';
import { call, input, instance, turn, type Answer } from '../test-support/turn.ts';
import { endTurn } from './decide-turn.ts';
import type { TurnResult } from './turn.ts';

const child: Instance = {
  ...instance,
  parent: {
    ...{ Name: 'all', Version: null, TaskScheduleId: 7 },
    OrchestrationInstance: { InstanceId: 'all-1', ExecutionId: 'parent-run' },
  },
};

const started = turnAt(0);
const wait = waitFor('go');

const typesOf = ({ events }: TurnResult) => events.map(({ EventType: type }) => type);
const closed = EventType.OrchestratorCompleted;

describe('the custom status', () => {
  const statuses: [status: unknown, text: string | null][] = [
    ['after', '"after"'],
    [{ done: 1 }, '{"done":1}'],
    [0, '0'],
    [null, null],
    [undefined, null],
    [() => 1, null],
    // 16 KB of JSON in UTF-16.
    ['s'.repeat(8190), `"${'s'.repeat(8190)}"`],
  ];
  for (const [status, text] of statuses) {
    test(`is what the code set in this turn, as JSON: ${String(text).slice(0, 20)}`, () => {
      const result = turn([wait], { customStatus: status });
      assert.deepEqual(result.instance, {
        ...instance,
        ...{ customStatus: text, status: 'Running', updatedAt: now },
      });
      assert.deepEqual(typesOf(result), [closed]);
    });
  }

  for (const [length, size] of [
    [8191, 16],
    [20_000, 39],
  ] as const) {
    test(`fails the instance, and starts nothing, if it is too long: ${length}`, () => {
      const result = turn([call()], { customStatus: 's'.repeat(length) });
      const output =
        "Orchestrator function 'order' failed: The UTF-16 size of the JSON-serialized payload must not " +
        `exceed 16 KB. The current payload size is ${size} KB.`;
      assert.deepEqual(
        [result.instance.status, result.instance.output, result.instance.customStatus],
        ['Failed', JSON.stringify(output), '"before"'],
      );
      assert.deepEqual([result.activities, typesOf(result)], [[], [1, closed]]);
    });
  }
});

describe('the end of an orchestrator', () => {
  const ends: [what: string, answer: Answer, status: string, output: string | null][] = [
    ['returns', { isDone: true, output: { a: 1 } }, 'Completed', '{"a":1}'],
    ['returns nothing', { isDone: true }, 'Completed', 'null'],
    ['throws', { threw: 'no' }, 'Failed', `"Orchestrator function 'order' failed: no"`],
    [
      'returns what is not JSON',
      { isDone: true, output: 1n },
      'Failed',
      `"Orchestrator function 'order' failed: Do not know how to serialize a BigInt"`,
    ],
    [
      'has a status that is not JSON',
      { customStatus: 1n },
      'Failed',
      `"Orchestrator function 'order' failed: Do not know how to serialize a BigInt"`,
    ],
  ];
  for (const [what, answer, status, output] of ends) {
    test(`is the end of its instance, if it ${what}`, () => {
      const { instance: after, events } = turn([], answer);
      assert.deepEqual([after.status, after.output, after.updatedAt], [status, output, now]);
      const [completed, close] = events;
      const Result: unknown = status === 'Completed' ? output : JSON.parse(output ?? '');
      assert.deepEqual(completed, {
        ...{ EventType: 1, OrchestrationStatus: status, Result, FailureDetails: null },
        ...{ EventId: completed?.EventId, IsPlayed: false, Timestamp: '2026-01-01T00:00:00.000Z' },
      });
      assert.deepEqual([close?.EventType, events.length], [closed, 2]);
    });
  }

  test('may come without a list of actions', () => {
    assert.equal(turn([], { isDone: true, actions: [] }).instance.status, 'Completed');
    const threw = turn([], { actions: [], threw: 'no' });
    assert.equal(threw.instance.output, `"Orchestrator function 'order' failed: no"`);
    assert.equal(threw.events[0]?.EventId, -1);
  });

  test('has the number after the work that was requested', () => {
    for (const answer of [{ isDone: true }, { threw: 'no' }]) {
      const { events } = turn([signal(), signal()], answer);
      assert.deepEqual(
        events.map(({ EventId }) => EventId),
        [0, 1, 2, -1],
      );
    }
  });

  test('keeps the details of what it threw', () => {
    const failureDetails = { ErrorType: 'LimitError', ErrorMessage: 'limit' };
    const { events, messages } = turn(
      [signal()],
      { threw: 'no', failureDetails },
      { instance: child },
    );
    assert.partialDeepStrictEqual(events.at(-2), { FailureDetails: failureDetails });
    assert.partialDeepStrictEqual(messages.at(-1)?.event, { FailureDetails: failureDetails });
  });

  test('is a failure without the name of the function, if the code does not match the history', () => {
    const scheduled = event<HistoryEvent>(
      { EventType: EventType.TaskScheduled, Name: 'pay' } as never,
      ...[now, 0],
    );
    const history = [
      ...[started, begun, scheduled],
      event<HistoryEvent>({ EventType: closed }, now),
      started,
    ];
    const result = turn([signal()], {}, { history });
    assert.match(result.instance.output ?? '', /^"Non-Deterministic workflow detected: A previous/);
    assert.deepEqual([result.instance.status, typesOf(result)], ['Failed', [1, closed]]);
  });

  test('is an error of this host, if it asks for an unknown action', () => {
    assert.throws(() => turn([{ actionType: 99 } as never]), { code: 'UNSUPPORTED_ACTION' });
  });

  test('with a reason and without one is a termination', () => {
    const terminated = endTurn(input, 'Terminated', 'by hand');
    assert.deepEqual(
      [terminated.instance.status, terminated.instance.output, terminated.events[0]?.EventId],
      ['Terminated', '"by hand"', -1],
    );
    assert.equal(endTurn(input, 'Terminated', null).instance.output, null);
  });

  test('sends its result to the parent', () => {
    const answers = [
      endTurn({ instance: child, history: [], now }, 'Completed', '1'),
      endTurn(
        { instance: child, history: [], now },
        'Failed',
        "Orchestrator function 'order' failed: no",
      ),
      endTurn({ instance: child, history: [], now }, 'Terminated', null),
    ].map(({ messages }) => {
      assert.equal(messages.length, 1);
      const { event: answer, ...to } = messages[0] ?? {};
      assert.deepEqual(to, { target: 'all-1', executionId: 'parent-run', dueAt: now });
      return answer;
    });
    const base = {
      ...{ TaskScheduledId: 7, EventId: -1, IsPlayed: false },
      Timestamp: '2026-01-01T00:00:00.000Z',
    };
    assert.deepEqual(answers, [
      { ...base, EventType: EventType.SubOrchestrationInstanceCompleted, Result: '1' },
      {
        ...{ ...base, EventType: EventType.SubOrchestrationInstanceFailed, FailureDetails: null },
        Reason: "Orchestrator function 'order' failed: no",
        Details: 'Message: no, StackTrace: ',
      },
      {
        ...{ ...base, EventType: EventType.SubOrchestrationInstanceFailed, FailureDetails: null },
        ...{ Reason: '', Details: null },
      },
    ]);
    assert.deepEqual(endTurn(input, 'Completed', '1').messages, []);
  });
});

describe('an orchestrator that ended while work is open', () => {
  test('keeps its instance Running, with a notice', () => {
    const any: Action = { actionType: ActionType.WhenAny, compoundActions: [call(), wait] };
    for (const answer of [{ isDone: true }, { threw: 'no' }]) {
      const raised = event<HistoryEvent>(
        { EventType: EventType.EventRaised, Name: 'go', Input: null } as never,
        now,
      );
      const result = turn([any], answer, { history: [started, begun, raised] });
      assert.deepEqual([result.instance.status, result.instance.output], ['Running', null]);
      assert.match(result.instance.notices.openWork ?? '', /was open: activity pay\./);
      assert.deepEqual(typesOf(result), [EventType.TaskScheduled, closed]);
    }
  });
});

describe('a suspended instance', () => {
  test('starts and ends nothing, but shows its status', () => {
    const answer = { isDone: true, customStatus: 'after' };
    const result = turn([call(), signal()], answer, { suspended: true });
    assert.deepEqual(result, {
      ...{ events: result.events, activities: [], messages: [], children: [] },
      ...{ cancelledTimers: [], continuedAsNew: false },
      instance: {
        ...{ ...instance, customStatus: '"after"', status: 'Suspended', updatedAt: now },
      },
    });
    assert.deepEqual(typesOf(result), [closed]);
  });
});

describe('continue as new', () => {
  test('is the next execution of the same instance', () => {
    const again: Action = { actionType: ActionType.ContinueAsNew, input: undefined };
    const result = turn([again], { isDone: true, customStatus: 'after' });
    const { executionId } = result.instance;
    assert.match(executionId, /^[0-9a-f]{32}$/);
    assert.deepEqual(result.instance, {
      ...{ ...instance, executionId, input: 'null', customStatus: '"after"' },
      ...{ status: 'Running', createdAt: now, updatedAt: now },
    });
    assert.deepEqual(
      result.messages.map((each) => [each.event.EventType, each.executionId, each.target]),
      [
        [EventType.ExecutionStarted, executionId, 'order-1'],
        [closed, executionId, 'order-1'],
      ],
    );
    assert.ok(result.messages.every(({ dueAt }) => dueAt === now));
  });

  test('closes the first turn of the next execution before its code runs', () => {
    const history = [started, begun, event<HistoryEvent>({ EventType: closed }, now)];
    assert.deepEqual(typesOf(turn([wait], {}, { history })), []);
    assert.deepEqual(typesOf(turn([call()], {}, { history })), [EventType.TaskScheduled, closed]);
  });

  test('keeps events, with a notice if they came before it and no task had received them', () => {
    const again: Action = { actionType: ActionType.ContinueAsNew, input: 1 };
    const raised = (name: string, at: number) =>
      event<EventRaised>(
        { EventType: EventType.EventRaised, Name: name, Input: '1', ParentTraceContext: null },
        at,
      );
    const [before, go, after] = [raised('e', now - 9), raised('go', now - 8), raised('f', now - 7)];
    const history = [started, begun, before, go, after];
    const { messages, instance: next } = turn([wait, again], { isDone: true }, { history });
    const kept = { target: 'order-1', executionId: null };
    assert.deepEqual(messages.slice(1, -1), [
      { ...kept, dueAt: now - 9, event: { ...before, IsPlayed: true } },
      { ...kept, dueAt: now - 7, event: { ...after, IsPlayed: true } },
    ]);
    const { keptEvents, ...others } = next.notices;
    assert.match(keptEvents ?? '', /had received: e\./);
    assert.deepEqual(others, {});
  });

  test('keeps events without a notice if they came after it', () => {
    const again: Action = { actionType: ActionType.ContinueAsNew, input: 1 };
    const raised = event<HistoryEvent>(
      { EventType: EventType.EventRaised, Name: 'e' } as never,
      now,
    );
    const history = [started, begun, raised];
    const { messages, instance: next } = turn([again], { isDone: true }, { history });
    assert.deepEqual([messages.length, next.notices], [3, {}]);
  });
});
