import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordedTurns, recordings } from '../test-support/recorded-turns.ts';
import type { Instance } from './instance.ts';
import { startMessage } from './start-message.ts';

test('an execution starts with the event that was recorded from the extension', () => {
  const generations = new Set<number | null>();
  for (const { started } of recordings.flatMap(recordedTurns)) {
    const { OrchestrationInstance: id, Name: name, Version: version, Input: input } = started;
    const instance: Instance = {
      ...{ id: id.InstanceId, executionId: id.ExecutionId, name, version, input },
      ...{ status: 'Pending', output: null, customStatus: null, parent: started.ParentInstance },
      ...{ createdAt: 0, updatedAt: 0, notices: {} },
    };
    const now = Date.parse(started.Timestamp);
    const { event, ...message } = startMessage(instance, now, started.Generation);
    assert.deepEqual(message, {
      ...{ target: id.InstanceId, executionId: id.ExecutionId, dueAt: now },
    });
    const Timestamp = `${started.Timestamp.slice(0, 23)}Z`;
    assert.deepEqual(event, { ...started, Timestamp, IsPlayed: false });
    generations.add(started.Generation);
  }
  assert.deepEqual(generations, new Set([0, 1, null]));
});
