import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HandClock } from '../test-support/hand-clock.ts';
import { notWritten } from '../store/not-written.ts';
import type { WorkKind } from './processor.ts';
import { WorkQueue } from './work-queue.ts';

const nextRound = () => new Promise(setImmediate);

/** A queue whose work items end when the test decides. */
function setUp(limit: number, isBusy?: () => boolean) {
  const running = new Map<string, PromiseWithResolvers<undefined>>();
  const started: string[] = [];
  const errors: string[] = [];
  const runner = {
    limit,
    run: (key: string) => {
      assert(!running.has(key), `${key} runs twice at the same time`);
      const end = Promise.withResolvers<undefined>();
      running.set(key, end);
      started.push(key);
      assert(running.size <= limit);
      return end.promise.finally(() => running.delete(key));
    },
  };
  const clock = new HandClock('2026-01-01T00:00:00Z');
  const queue = new WorkQueue({
    runners: { orchestration: runner, entity: runner, activity: runner },
    clock,
    isBusy,
    onError: (error, doing) => errors.push(`${doing}: ${(error as Error).message}`),
  });
  const push = (key: string, kind: WorkKind = 'orchestration') => queue.push(kind, key);
  return { queue, clock, running, started, errors, push };
}

test('a key runs alone, within the limit, and again when it was pushed in the meantime', async () => {
  const step = fc.oneof(fc.constantFrom('a', 'b', 'c', 'd'), fc.constant('finish'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.integer({ min: 1, max: 3 }),
      async (steps, limit) => {
        const { queue, running, started, push } = setUp(limit);
        const due = new Map<string, number>();
        const finishOne = async () => {
          running.values().next().value?.resolve(undefined);
          await nextRound();
        };
        for (const each of steps) {
          if (each === 'finish') await finishOne();
          else {
            due.set(each, started.length);
            push(each);
          }
        }
        for (let left = 2 * steps.length; left > 0; left--) await finishOne();
        assert(queue.idle);
        for (const [key, before] of due) {
          const runs = started.lastIndexOf(key) >= before || started.slice(0, before).includes(key);
          assert(runs, `${key} did not run`);
        }
      },
    ),
  );
});

test('each kind of work has its own limit', async () => {
  const { push, started, running } = setUp(10);
  push('a', 'orchestration');
  push('b', 'entity');
  push('c', 'activity');
  assert.deepEqual(started, ['a', 'b', 'c']);
  for (const { resolve } of running.values()) resolve(undefined);
  await nextRound();
});

test('while requests wait, a round of the event loop starts one work item', async () => {
  let isBusy = true;
  const { push, started, clock, running } = setUp(100, () => isBusy);
  for (let index = 0; index < 9; index++) push(String(index), index % 2 ? 'activity' : 'entity');
  assert.equal(started.length, 1);
  assert.notEqual(clock.held, running.size, 'time must not pass while work items wait');
  await nextRound();
  assert.equal(started.length, 2);
  isBusy = false;
  await nextRound();
  assert.equal(started.length, 9);
  await nextRound();
  assert.equal(clock.held, running.size);
});

test('work whose result could not be written is fetched again after a second', async () => {
  const { push, started, running, errors, clock, queue } = setUp(1);
  push('a');
  running.get('a')?.reject(notWritten(new Error('disk full')));
  await nextRound();
  assert.equal(errors.length, 1);
  assert.deepEqual(started, ['a']);
  await clock.goTo('2026-01-01T00:00:01Z');
  assert.deepEqual(started, ['a', 'a']);
  running.get('a')?.resolve(undefined);
  await nextRound();
  assert(queue.idle);
});

test('work that failed for another reason is reported and not repeated', async () => {
  const { push, started, running, errors, clock } = setUp(1);
  push('a');
  running.get('a')?.reject(new TypeError('a bug'));
  await nextRound();
  await clock.goTo('2026-01-01T00:01:00Z');
  assert.deepEqual(errors, ['orchestration a: a bug']);
  assert.deepEqual(started, ['a']);
});

test('a queue is idle when nothing runs and nothing waits', async () => {
  for (const kind of ['orchestration', 'entity', 'activity'] as const) {
    const { push, queue, running } = setUp(1);
    assert.equal(queue.idle, true);
    push('a', kind);
    assert.equal(queue.idle, false, 'it runs');
    push('a', kind);
    running.get('a')?.resolve(undefined);
    await nextRound();
    assert.equal(queue.idle, false, 'it runs again');
    running.get('a')?.resolve(undefined);
    await nextRound();
    assert.equal(queue.idle, true);
  }
});

test('the clock does not skip time while a work item runs', async () => {
  const { push, running, clock } = setUp(1);
  push('a');
  assert.equal(clock.held, 1);
  running.get('a')?.resolve(undefined);
  await nextRound();
  assert.equal(clock.held, 0);
});

test('a stopped queue repeats nothing, and reports no errors', async () => {
  const { push, queue, running, clock, errors, started } = setUp(2);
  push('failed');
  running.get('failed')?.reject(notWritten(new Error('disk full')));
  await nextRound();
  assert.deepEqual(clock.alarms, [1]);
  push('a', 'entity');
  push('b', 'entity');
  errors.splice(0);
  const stopped = queue.stop();
  assert.deepEqual(clock.alarms, [10], 'of the time to wait for the running ones');
  running.get('a')?.reject(new Error('cut off'));
  running.get('b')?.reject(notWritten(new Error('closed')));
  await stopped;
  await clock.goTo('2026-01-01T00:01:00Z');
  assert.deepEqual([errors, started], [[], ['failed', 'a', 'b']]);
  await queue.stop();
});

test('a stopped queue starts no work and waits for turns, not for activities', async () => {
  const { queue, push, started, running } = setUp(1);
  push('long', 'activity');
  running.clear();
  push('a');
  push('b');
  let isStopped = false;
  const stopped = queue.stop().then(() => (isStopped = true));
  await nextRound();
  assert(!isStopped);
  running.get('a')?.resolve(undefined);
  await stopped;
  assert.deepEqual(started, ['long', 'a']);
});

test('a stopped queue waits for a turn that does not end for ten seconds', async () => {
  const { queue, push, clock } = setUp(1);
  push('a');
  let isStopped = false;
  const stopped = queue.stop().then(() => (isStopped = true));
  await clock.goTo('2026-01-01T00:00:09Z');
  assert(!isStopped);
  await clock.goTo('2026-01-01T00:00:10Z');
  await stopped;
});
