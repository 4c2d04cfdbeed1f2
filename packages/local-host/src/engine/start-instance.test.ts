import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { raised } from '../model/entity-message.ts';
import { event, EventType, type ExecutionStarted } from '../model/history-event.ts';
import type { Instance } from '../model/instance.ts';
import { startMessage } from '../model/start-message.ts';
import { Store } from '../store/store.ts';
import { startChild, startInstance } from './start-instance.ts';

const instance = (change: Partial<Instance> = {}): Instance => ({
  ...{ id: 'i', executionId: 'new', name: 'n', version: null, status: 'Pending', input: null },
  ...{ output: null, customStatus: null, parent: null, createdAt: 5, updatedAt: 5, notices: {} },
  ...change,
});

const started = (generation: number | null) => {
  const { event: first } = startMessage(instance(), 1, generation);
  return first as ExecutionStarted;
};

/** A store in which the id has an instance with a history and a message. */
function storeWith(change: Partial<Instance>, generation: number | null = 0): Store {
  const store = new Store(':memory:', { synchronous: 'NORMAL' });
  store.instances.put(instance({ executionId: 'old', ...change }));
  store.histories.append('i', 0, [
    event({ EventType: EventType.OrchestratorStarted }, 1),
    started(generation),
  ]);
  store.messages.send(raised('i', 'old', 'Go', null, 1));
  return store;
}

describe('an instance', () => {
  test('with a new id is of generation 0', () => {
    const store = new Store(':memory:', { synchronous: 'NORMAL' });
    assert.deepEqual(startInstance(store, instance(), 7), [startMessage(instance(), 7, 0)]);
    assert.deepEqual(store.instances.get('i'), instance());
  });

  test('with the id of another one replaces it, and is of the next generation', () => {
    const store = storeWith({ status: 'Completed' }, 4);
    assert.deepEqual(startInstance(store, instance(), 7), [startMessage(instance(), 7, 5)]);
    assert.deepEqual(store.instances.get('i'), instance());
    assert.deepEqual([store.histories.read('i'), store.messages.due('i', 9)], [[], []]);
  });

  test('counts as of the first generation after one without a number or a readable history', () => {
    assert.deepEqual(startInstance(storeWith({}, null), instance(), 7), [
      startMessage(instance(), 7, 1),
    ]);
    const store = storeWith({});
    store.histories.append('i', 3, [started(0)]);
    assert.deepEqual(startInstance(store, instance(), 7), [startMessage(instance(), 7, 1)]);
    assert.deepEqual(store.histories.read('i'), []);
    const empty = storeWith({});
    empty.histories.delete('i');
    assert.deepEqual(startInstance(empty, instance(), 7), [startMessage(instance(), 7, 1)]);
  });
});

describe('a sub-orchestration', () => {
  const parent = {
    ...{ Name: 'parent', TaskScheduleId: 3, Version: null },
    OrchestrationInstance: { InstanceId: 'p', ExecutionId: 'px' },
  };
  const child = instance({ parent });

  test('replaces one that has ended, without a generation', () => {
    for (const store of [
      new Store(':memory:', { synchronous: 'NORMAL' }),
      storeWith({ status: 'Failed' }),
    ]) {
      assert.deepEqual(startChild(store, child, 7), [startMessage(child, 7, null)]);
      assert.deepEqual([store.instances.get('i'), store.histories.read('i')], [child, []]);
    }
  });

  test('with the id of one that runs fails, and leaves it alone', () => {
    const store = storeWith({ status: 'Running' });
    const [failure, ...others] = startChild(store, child, 7);
    assert.deepEqual(others, []);
    assert.deepEqual(failure, {
      ...{ target: 'p', executionId: 'px', dueAt: 7 },
      event: {
        EventType: EventType.SubOrchestrationInstanceFailed,
        ...{ TaskScheduledId: 3, EventId: -1, IsPlayed: false },
        Timestamp: '1970-01-01T00:00:00.007Z',
        Reason: 'An Orchestration instance with the status Running already exists.',
        Details: "Instance ID 'i' is taken. Give the sub-orchestration an id of its own.",
        FailureDetails: null,
      },
    });
    assert.equal(store.instances.executionOf('i'), 'old');
    assert.equal(store.messages.due('i', 9).length, 1);
  });
});
