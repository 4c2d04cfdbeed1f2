import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventType } from '../model/history-event.ts';
import type { NewMessage } from '../model/message.ts';
import { HTTP_ACTIVITY } from '../model/work.ts';
import { engineParts, type EngineParts } from '../test-support/engine-parts.ts';
import { ActivityProcessor } from './activity-processor.ts';
import { runWork } from './processor.ts';

/** Runs one activity, and returns its outcome and where it is. */
async function run(name: string, input: string | null, parts: EngineParts) {
  const { store, context, reported } = engineParts({ names: { activities: ['Echo'] }, ...parts });
  const { id } = store.activities.add({
    ...{ instanceId: 'i', executionId: 'x', eventId: 4, name, input },
  });
  await runWork(new ActivityProcessor(context), String(id));
  const completions = context.completions.take('i');
  return {
    completions,
    events: completions.map(({ event }) => event),
    stored: store.messages.due('i', Infinity),
    open: store.activities.all().length,
    woken: reported.woken,
  };
}

const echo: EngineParts = { invoke: () => ({ returnJson: '"it"' }) };

describe('an activity', () => {
  test('gets its input as JSON, and the id of its instance', async () => {
    for (const [input, triggerData, metadata] of [
      ['{"a":1}', { json: '{"a":1}' }, { instanceId: 'i', data: '{"a":1}' }],
      [null, { value: null }, { instanceId: 'i' }],
      ['null', { json: 'null' }, { instanceId: 'i' }],
    ] as const) {
      const calls: unknown[] = [];
      await run('echo', input, {
        invoke: (name, invocation) => {
          calls.push([name, invocation]);
          return {};
        },
      });
      assert.deepEqual(calls, [['echo', { triggerData, triggerMetadata: metadata }]]);
    }
  });

  test('passes its result to the next turn, and stays open until that is written', async () => {
    const { completions, stored, open, woken } = await run('echo', null, echo);
    assert.deepEqual(completions, [
      {
        ...{ activityId: 1, target: 'i', executionId: 'x' },
        dueAt: Date.parse('2026-01-01T00:00:00Z'),
        event: {
          ...{ EventType: EventType.TaskCompleted, TaskScheduledId: 4, Result: '"it"' },
          ...{ EventId: -1, IsPlayed: false, Timestamp: '2026-01-01T00:00:00.000Z' },
        },
      },
    ]);
    assert.deepEqual([stored, open, woken], [[], 1, ['i']]);
  });

  test('that fails passes the reason', async () => {
    const invoke = () => {
      throw new Error('broken');
    };
    const { events } = await run('Echo', null, { invoke });
    const [failed] = events;
    assert.equal(failed?.EventType, EventType.TaskFailed);
    assert.partialDeepStrictEqual(failed, {
      ...{ TaskScheduledId: 4, Reason: "Activity function 'Echo' failed:  broken" },
    });
  });

  test('that the app does not have fails with the names of those it has', async () => {
    const { events } = await run('other', null, echo);
    const [failed] = events;
    assert.ok(failed?.EventType === EventType.TaskFailed);
    assert.match(
      failed.Reason,
      /^Activity function 'other' failed: {2}The function 'other' doesn't exist.*'Echo'\.$/,
    );
  });

  test('of HTTP fails with the cause alone', async () => {
    const { events } = await run(HTTP_ACTIVITY, null, echo);
    assert.partialDeepStrictEqual(events, [{ Reason: 'callHttp needs a request.' }]);
  });

  test('that was completed meanwhile is left alone', async () => {
    const { context, reported } = engineParts(echo);
    await runWork(new ActivityProcessor(context), '7');
    assert.deepEqual(reported.woken, []);
  });
});

describe('a probe', () => {
  const deliver = (change: (message: NewMessage) => NewMessage[]): EngineParts => ({
    ...echo,
    probe: { completions: (_activity, message) => change(message) },
  });

  test('delivers a result twice', async () => {
    const twice = await run(
      'echo',
      null,
      deliver((message) => [message, message]),
    );
    assert.deepEqual([twice.completions.length, twice.open, twice.woken], [2, 1, ['i', 'i']]);
  });

  test('delays a result, which is stored until then', async () => {
    const late = await run(
      'echo',
      null,
      deliver((message) => [message, { ...message, dueAt: message.dueAt + 1 }]),
    );
    assert.deepEqual([late.completions.length, late.stored.length, late.open], [0, 2, 0]);
  });

  test('loses a result', async () => {
    const lost = await run(
      'echo',
      null,
      deliver(() => []),
    );
    assert.deepEqual([lost.completions.length, lost.stored.length, lost.open], [0, 0, 0]);
  });
});
