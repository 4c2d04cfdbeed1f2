import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ConcurrencyLimit } from './concurrency-limit.ts';

test('functions run in the order of their calls, never more than the limit, whichever fail', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 20 }),
      fc.scheduler(),
      async (limit, failures, scheduler) => {
        const concurrency = new ConcurrencyLimit(limit);
        const started: number[] = [];
        let running = 0;
        const results = failures.map((fails, index) =>
          concurrency.run(async () => {
            started.push(index);
            running++;
            assert(running <= limit);
            await scheduler.schedule(Promise.resolve());
            running--;
            if (fails) throw new Error(`${index} failed`);
            return index;
          }),
        );
        const settled = Promise.allSettled(results);
        await scheduler.waitFor(settled);
        assert.deepEqual(started, [...failures.keys()]);
        const failed = (await settled).map(({ status }) => status === 'rejected');
        assert.deepEqual(failed, failures);
      },
    ),
  );
});
