import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyedQueue } from './keyed-queue.ts';

const wakeOthers = () => undefined;

test('a key runs alone, within the limit, and once more when it woke meanwhile', async () => {
  const step = fc.oneof(
    fc.record({ wake: fc.constantFrom('a', 'b', 'c', 'd') }),
    fc.constantFrom('finish', 'flush'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.integer({ min: 1, max: 3 }),
      async (steps, limit) => {
        const running = new Map<string, () => void>();
        const flushing = new Set<() => void>();
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
          assert(running.size + flushing.size <= limit);
          await promise;
          const flush = Promise.withResolvers<undefined>();
          flushing.add(() => flush.resolve(undefined));
          return { committed: flush.promise, wakeOthers };
        });
        const finishOne = async () => {
          running.values().next().value?.();
          await new Promise(setImmediate);
        };
        const flushAll = async () => {
          for (const flush of flushing) flush();
          flushing.clear();
          await new Promise(setImmediate);
        };
        for (const [index, each] of steps.entries()) {
          if (each === 'finish') await finishOne();
          else if (each === 'flush') await flushAll();
          else {
            written.set(each.wake, index + 1);
            queue.wake(each.wake);
          }
        }
        for (let left = 2 * steps.length; left > 0; left--) {
          await finishOne();
          await flushAll();
        }
        assert(queue.idle);
        // Each key ran at least once after the last time it woke.
        for (const [key, last] of written) assert.equal(seen.get(key), last);
      },
    ),
  );
});

test('a key runs again before its writes are committed', async () => {
  const order: string[] = [];
  const flush = Promise.withResolvers<undefined>();
  const queue: KeyedQueue = new KeyedQueue(2, (key) => {
    order.push(key);
    const again = (): void => queue.wake(key);
    const wakeOthers = order.length === 1 ? again : () => undefined;
    return Promise.resolve({ committed: flush.promise, wakeOthers });
  });
  queue.wake('a');
  await new Promise(setImmediate);
  assert.deepEqual(order, ['a', 'a']);
  assert(!queue.idle);
  flush.resolve(undefined);
  await new Promise(setImmediate);
  assert(queue.idle);
});

test('a stopped queue begins nothing more and waits until all is committed', async () => {
  const order: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const flush = Promise.withResolvers<undefined>();
  const queue = new KeyedQueue(1, async (key) => {
    order.push(key);
    await gate.promise;
    return { committed: flush.promise.then(() => void order.push('committed')), wakeOthers };
  });
  queue.wake('a');
  queue.wake('b');
  const stopped = queue.stop().then(() => order.push('stopped'));
  gate.resolve(undefined);
  await new Promise(setImmediate);
  flush.resolve(undefined);
  await stopped;
  assert.deepEqual(order, ['a', 'committed', 'stopped']);
});
