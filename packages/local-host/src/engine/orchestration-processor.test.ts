import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrchestrationContext } from 'durable-functions';
import { raised } from '../model/entity-message.ts';
import {
  event,
  EventType,
  type EventRaised,
  type ExecutionResumed,
  type ExecutionSuspended,
  type ExecutionTerminated,
  type ReceivedEvent,
  type TaskCompleted,
} from '../model/history-event.ts';
import type { Instance } from '../model/instance.ts';
import { engineParts, type EngineParts } from '../test-support/engine-parts.ts';
import { inlineApp } from '../testing/inline-app.ts';
import { OrchestrationProcessor } from './orchestration-processor.ts';
import { runWork } from './processor.ts';
import { startInstance } from './start-instance.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const app = inlineApp(
  {
    orchestrators: {
      *echo({ df }: OrchestrationContext) {
        return (yield df.callActivity('work', df.getInput())) as unknown;
      },
      *waits({ df }: OrchestrationContext) {
        const first: unknown = yield df.waitForExternalEvent('Go');
        return [first, (yield df.waitForExternalEvent('Go')) as unknown];
      },
      *leaves({ df }: OrchestrationContext) {
        yield df.Task.any([df.callActivity('work'), df.waitForExternalEvent('Go')]);
        return 'end';
      },
    },
    activities: { work: () => 1 },
  },
  () => undefined,
);

/** An instance that has been started but has had no turn, in a task hub without an engine. */
function setUp(name: string, parts: EngineParts = {}, change: Partial<Instance> = {}) {
  const names = { orchestrators: ['echo', 'waits', 'leaves'], activities: ['work'] };
  const { store, context, reported, clock } = engineParts({ app, names, ...parts });
  const processor = new OrchestrationProcessor(context);
  const instance: Instance = {
    ...{ id: 'i', executionId: 'x', name, version: null, status: 'Pending', input: '5' },
    ...{ output: null, customStatus: null, parent: null, createdAt: now, updatedAt: now },
    ...{ notices: {}, ...change },
  };
  for (const message of startInstance(store, instance, now)) store.messages.send(message);
  const send = (each: ReceivedEvent, executionId: string | null = null, dueAt = now) =>
    store.messages.send({ target: 'i', executionId, dueAt, event: each });
  return {
    ...{ store, context, reported, clock, processor, send },
    turn: () => runWork(processor, 'i'),
    found: () => store.instances.get('i'),
    types: () => store.histories.events('i').map((each) => each.EventType),
    waiting: () => store.messages.due('i', Infinity).length,
  };
}

const go = (value: string) => raised('i', null, 'Go', value, now).event as EventRaised;
const suspended = (Reason: string) =>
  event<ExecutionSuspended>({ EventType: EventType.ExecutionSuspended, Reason }, now);
const resumed = (Reason: string) =>
  event<ExecutionResumed>({ EventType: EventType.ExecutionResumed, Reason }, now);
const terminated = (Input: string) =>
  event<ExecutionTerminated>({ EventType: EventType.ExecutionTerminated, Input }, now);
const { ExecutionStarted, TaskScheduled, TaskCompleted: Completed } = EventType;
const {
  OrchestratorStarted,
  OrchestratorCompleted,
  ExecutionCompleted,
  EventRaised: Raised,
} = EventType;

describe('a turn', () => {
  test('takes the messages, runs the code and schedules what it asks for', async () => {
    const { turn, found, types, waiting, reported, store } = setUp('echo');
    await turn();
    assert.deepEqual(types(), [
      ...[OrchestratorStarted, ExecutionStarted, TaskScheduled, OrchestratorCompleted],
    ]);
    assert.equal(found()?.status, 'Running');
    assert.deepEqual([waiting(), reported.scheduled, reported.ended], [0, ['work'], []]);
    assert.partialDeepStrictEqual(store.activities.all(), [{ name: 'work', input: '5' }]);
  });

  test('takes the results of activities, and removes their rows', async () => {
    const { turn, found, types, context, reported, store } = setUp('echo');
    await turn();
    const fields = { EventType: Completed, TaskScheduledId: 0, Result: '7' };
    const completion = {
      ...{ target: 'i', executionId: 'x', dueAt: now, activityId: 1 },
      event: event<TaskCompleted>(fields, now),
    };
    context.completions.add([completion]);
    await turn();
    assert.deepEqual([found()?.status, found()?.output], ['Completed', '7']);
    assert.deepEqual(types().slice(4), [
      ...[OrchestratorStarted, Completed, ExecutionCompleted, OrchestratorCompleted],
    ]);
    assert.deepEqual([store.activities.all(), reported.ended], [[], ['i']]);
  });

  test('begins with the start of the instance, whatever came before', async () => {
    const { turn, types, send } = setUp('waits');
    send(go('1'), null, now - 10);
    await turn();
    assert.deepEqual(types(), [
      OrchestratorStarted,
      ExecutionStarted,
      Raised,
      OrchestratorCompleted,
    ]);
  });

  test('takes messages in the order in which they were due', async () => {
    const { turn, found, send } = setUp('waits');
    await turn();
    send(go('"second"'));
    send(go('"first"'), null, now - 10);
    await turn();
    assert.equal(found()?.output, '["first","second"]');
  });

  test('drops messages for another execution, and those for an instance that has ended', async () => {
    const { turn, types, waiting, send, store, found } = setUp('waits');
    await turn();
    const before = types();
    send(go('1'), 'another');
    await turn();
    assert.deepEqual([types(), waiting()], [before, 0]);
    store.instances.put({ ...found()!, status: 'Completed' });
    send(go('1'));
    await turn();
    assert.deepEqual([types(), waiting()], [before, 0]);
    store.instances.delete('i');
    send(go('1'));
    await turn();
    assert.equal(waiting(), 0);
  });

  test('waits while the instance is held, and where there is nothing to do', async () => {
    let isHeld = true;
    const { turn, types, waiting } = setUp('waits', { probe: { isHeld: () => isHeld } });
    await turn();
    assert.deepEqual([types(), waiting()], [[], 1]);
    isHeld = false;
    await turn();
    const after = types();
    await turn();
    assert.deepEqual(types(), after);
  });

  test('is shown to a probe before and after its commit', async () => {
    const seen: string[] = [];
    const see = (when: string, count: () => number) => () => {
      seen.push(`${when} ${count()}`);
      return Promise.resolve();
    };
    const count = () => parts.types().length;
    const parts = setUp('waits', {
      probe: { beforeTurnCommit: see('before', count), afterTurnCommit: see('after', count) },
    });
    await parts.turn();
    assert.deepEqual(seen, ['before 0', 'after 3']);
  });
});

describe('an instance', () => {
  test('whose orchestrator the app does not have fails with the names of those it has', async () => {
    const { turn, found, reported } = setUp('other');
    await turn();
    assert.equal(found()?.status, 'Failed');
    assert.match(
      found()?.output ?? '',
      /Orchestrator function 'other' failed: The function 'other' doesn't exist.*'echo', 'waits'/,
    );
    assert.deepEqual(reported.ended, ['i']);
  });

  test('is terminated, with the reason as its output', async () => {
    const { turn, found, send } = setUp('waits');
    send(terminated('enough'));
    await turn();
    assert.deepEqual([found()?.status, found()?.output], ['Terminated', '"enough"']);
  });

  test('shows the reason of its suspension and resumption', async () => {
    const { turn, found, send } = setUp('waits');
    await turn();
    send(suspended('a break'));
    await turn();
    assert.deepEqual([found()?.status, found()?.output], ['Suspended', '"a break"']);
    send(go('1'));
    await turn();
    assert.deepEqual([found()?.status, found()?.output], ['Suspended', '"a break"']);
    send(resumed('go on'));
    await turn();
    assert.deepEqual([found()?.status, found()?.output], ['Running', '"go on"']);
  });

  test('whose history is damaged fails with the reason, and its messages are gone', async () => {
    const { turn, found, send, store, reported, waiting, processor } = setUp('waits');
    await turn();
    store.histories.append('i', 9, [go('1')]);
    processor.forget('i');
    send(go('1'));
    await turn();
    assert.equal(found()?.status, 'Failed');
    assert.match(found()?.output ?? '', /cannot be read: event 9 follows on 3 events/);
    assert.deepEqual([waiting(), reported.ended], [0, ['i']]);
  });

  test('that leaves work open is reported once', async () => {
    const { turn, reported, send } = setUp('leaves');
    await turn();
    send(go('1'));
    await turn();
    send(go('2'));
    await turn();
    assert.equal(reported.notices.length, 1);
    assert.match(reported.notices[0] ?? '', /^Instance 'i' of leaves: /);
  });
});

test('work whose commit fails is found again, with the results of activities', async () => {
  const { turn, found, context, processor, store } = setUp('echo');
  await turn();
  const fields = { EventType: Completed, TaskScheduledId: 0, Result: '7' };
  context.completions.add([
    {
      ...{ target: 'i', executionId: 'x', dueAt: now, activityId: 1 },
      event: event<TaskCompleted>(fields, now),
    },
  ]);
  const work = processor.fetch('i');
  assert.ok(work);
  assert.deepEqual(context.completions.take('i'), []);
  processor.abandon(work);
  // What another connection wrote in the meantime is read again.
  store.histories.append('i', 4, [go('1')]);
  await turn();
  assert.equal(found()?.output, '7');
});
