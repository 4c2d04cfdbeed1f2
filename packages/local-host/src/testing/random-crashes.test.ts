import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventType, type HistoryEvent } from '../model/history-event.ts';
import { createTestHost, type CrashPoint } from './index.ts';
import { programs, randomProgramApp, type Step } from '../test-support/random-programs.ts';

async function run(steps: Step[], crashes: CrashPoint[]) {
  await using host = await createTestHost(randomProgramApp());
  host.activity('work').takes('3s');
  for (const crash of crashes) host.crashAt(crash);
  const instance = await host.start('program', steps, 'random');
  for (const step of steps) if (step.do === 'event') await instance.raise('Go', 'gone');
  const { status, output } = await instance.end();
  return { status, output, histories: host.instances().map((each) => each.history()) };
}

const crash = fc.record({
  turn: fc.integer({ min: 1, max: 12 }),
  commit: fc.constantFrom('before' as const, 'after' as const),
});

function endsOnce(history: HistoryEvent[]): void {
  const ends = history.flatMap((each) =>
    each.EventType === EventType.TaskCompleted ||
    each.EventType === EventType.TaskFailed ||
    each.EventType === EventType.SubOrchestrationInstanceCompleted
      ? [each.TaskScheduledId]
      : [],
  );
  assert.equal(new Set(ends).size, ends.length, 'something ended twice');
}

test('random orchestrations have the same result under random crashes', async () => {
  await fc.assert(
    fc.asyncProperty(
      programs,
      fc.array(crash, { minLength: 1, maxLength: 4 }),
      async (steps, crashes) => {
        const undisturbed = await run(steps, []);
        assert.equal(undisturbed.status, 'Completed');
        const disturbed = await run(steps, crashes);
        assert.deepEqual(disturbed.output, undisturbed.output);
        assert.equal(disturbed.status, 'Completed');
        disturbed.histories.forEach(endsOnce);
      },
    ),
    { numRuns: 40 },
  );
});
