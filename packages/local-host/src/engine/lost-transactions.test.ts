import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isNotWritten } from '../store/not-written.ts';
import { programs, randomProgramApp, type Step } from '../test-support/random-programs.ts';
import { createTestHost } from '../testing/index.ts';

/** Runs a program on a host. `faults` lists, in order, which commits fail. */
async function run(steps: Step[], faults: readonly boolean[]) {
  const errors: string[] = [];
  await using host = await createTestHost({
    ...randomProgramApp(),
    onLog: ({ level, category, message }) => {
      if (level === 'error' && category === 'system') errors.push(message);
    },
  });
  host.failCommits(faults);
  const attempts = faults.length + 1;
  const instance = await insist(attempts, () => host.start('program', steps, 'random'));
  for (const step of steps) {
    if (step.do === 'event') await insist(attempts, () => instance.raise('Go', 'gone'));
  }
  const { status, output } = await instance.end();
  return { status, output, errors };
}

/** Repeats a request, as a client does after a response that nothing was written. */
async function insist<T>(attempts: number, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    assert(isNotWritten(error) && attempts > 1, String(error));
    return insist(attempts - 1, request);
  }
}

test('work that could not be written is repeated with the same result', async () => {
  let failed = 0;
  await fc.assert(
    fc.asyncProperty(
      programs,
      fc.array(fc.boolean(), { minLength: 3, maxLength: 20 }),
      async (steps, faults) => {
        const undisturbed = await run(steps, []);
        const disturbed = await run(steps, faults);
        assert.deepEqual(undisturbed.errors, []);
        assert.equal(undisturbed.status, 'Completed');
        assert.equal(disturbed.status, 'Completed', JSON.stringify(disturbed));
        assert.deepEqual(disturbed.output, undisturbed.output);
        for (const message of disturbed.errors) assert.match(message, /Make room on its disk/);
        failed += disturbed.errors.length;
      },
    ),
    { numRuns: 60 },
  );
  assert(failed > 30, `${failed} turns failed`);
});
