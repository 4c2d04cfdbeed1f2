import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyedQueue } from './keyed-queue.ts';

test('a key runs alone, within the limit, and once more when it woke meanwhile', async () => {
  const step = fc.oneof(
    fc.record({ wake: fc.constantFrom('a', 'b', 'c', 'd') }),
    fc.constant('finish' as const),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.integer({ min: 1, max: 3 }),
      async (steps, limit) => {
        const running = new Map<string, () => void>();
        const written = new Map<string, number>();
        const seen = new Map<string, number>();
        const queue = new KeyedQueue(limit, async (key) => {
          assert(!running.has(key));
          seen.set(key, written.get(key) ?? 0);
          const { promise, resolve } = Promise.withResolvers<undefined>();
          running.set(key, () => {
            running.delete(key);
            resolve(undefined);
          });
          assert(running.size <= limit);
          await promise;
        });
        const finishOne = async () => {
          running.values().next().value?.();
          await new Promise(setImmediate);
        };
        for (const [index, each] of steps.entries()) {
          if (each === 'finish') await finishOne();
          else {
            written.set(each.wake, index + 1);
            queue.wake(each.wake);
          }
        }
        for (let left = 2 * steps.length; left > 0; left--) await finishOne();
        assert(queue.idle);
        // Each key ran at least once after the last time it woke.
        for (const [key, last] of written) assert.equal(seen.get(key), last);
      },
    ),
  );
});

test('a stopped queue begins nothing more and waits for what runs', async () => {
  const order: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const queue = new KeyedQueue(1, async (key) => {
    order.push(key);
    await gate.promise;
  });
  queue.wake('a');
  queue.wake('b');
  const stopped = queue.stop().then(() => order.push('stopped'));
  gate.resolve(undefined);
  await stopped;
  assert.deepEqual(order, ['a', 'stopped']);
});
