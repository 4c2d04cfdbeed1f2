import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Outcome } from '../captures/outcome.ts';
import type { Answer } from '../test-support/run-capture.ts';
import { file, runCapture as run, target } from '../test-support/run-capture.ts';
import type { SlotRequest } from './slots.ts';

describe('asking for a slot', () => {
  const busy = { state: 'waiting', ahead: 0, inUse: 10 };

  test('without a free one and without waiting, creates nothing', async () => {
    const { outcome, names } = await run(
      { 'slot: request': () => ({ state: 'full', inUse: 10 }) },
      [],
      { limitPolicy: 'skip' },
    );
    assert(outcome.end === 'skipped');
    assert.equal(outcome.reason.code, 'LimitReached');
    assert.match(outcome.reason.message, /10 sessions.*CAPTURE_LIMIT is 10\.$/);
    assert.deepEqual(names.slice(-3), ['enforceLimit', 'slot: request', 'slot: release']);
  });

  test('continues until one is free', async () => {
    let asked = 0;
    const { outcome, calls } = await run({
      'slot: request': () => (++asked < 4 ? busy : { state: 'granted', inUse: 9 }),
    });
    assert.equal(outcome.end, 'timeLimit');
    assert.equal(calls.find(({ name }) => name === 'createCapture')?.at, 45);
  });

  test('polls less often from the end of the queue, but at once when woken', async () => {
    const times: number[] = [];
    const { outcome } = await run(
      {
        'slot: request': ({ at }) => {
          times.push(at);
          return at < 200 ? { ...busy, ahead: 3 } : { state: 'granted', inUse: 9 };
        },
      },
      [50, 50.5].map((at) => ({ at, name: 'slot' })),
    );
    assert.deepEqual(times, [0, 50, 50.5, 170.5, 290.5]);
    assert.equal(outcome.end, 'timeLimit');
  });

  test('ends at the longest wait', async () => {
    const waits: unknown[] = [];
    const { outcome, seconds, names } = await run(
      {
        'slot: request': ({ input }) => {
          const { waitSeconds } = (input as { request: { waitSeconds?: number } }).request;
          waits.push(waitSeconds);
          return waitSeconds === undefined ? { state: 'full', inUse: 10 } : busy;
        },
      },
      [],
      { waitSeconds: 40 },
    );
    assert(outcome.end === 'skipped');
    assert.match(outcome.reason.message, /still after 40 seconds/);
    assert.deepEqual([seconds, waits.length, waits.at(-1)], [40, 4, undefined]);
    assert.equal(names.at(-1), 'slot: release');
  });

  for (const [name, words] of [
    ['stop', /a user stopped it/],
    ['resolved', /the alert was resolved/],
  ] as const) {
    test(`is cancelled by the event "${name}"`, async () => {
      const { outcome, names, seconds } = await run({ 'slot: request': () => busy }, [
        { at: 5, name },
      ]);
      assert(outcome.end === 'skipped');
      assert.equal(outcome.reason.code, 'CalledOff');
      assert.match(outcome.reason.message, words);
      assert.equal(seconds, 5);
      assert.equal(names.at(-1), 'slot: release');
    });
  }

  test('wakes the next in the queue, and ignores a failure to wake it', async () => {
    const woken: unknown[] = [];
    const { outcome } = await run({
      'slot: request': () => ({ state: 'granted', inUse: 0, wake: { holder: 'b', at: 'x' } }),
      'slot: release': () => ({ attached: [], wake: { holder: 'c', at: 'y' } }),
      wakeCapture: ({ input }) => {
        woken.push(input);
        throw new Error('The worker exited.');
      },
    });
    assert.equal(outcome.end, 'timeLimit');
    assert.deepEqual(woken, [
      { holder: 'b', at: 'x' },
      { holder: 'c', at: 'y' },
    ]);
  });

  const reference = { id: 'alert-capture-2', identity: 'b', rule: 'r2', firedAt: 'x' };

  test('attaches the alert to a running capture of the machine', async () => {
    const { outcome, names } = await run({
      'slot: request': () => ({ state: 'attached', to: reference, inUse: 1 }),
    });
    assert(outcome.end === 'attached');
    assert.deepEqual(outcome.to, reference);
    assert(!names.includes('createCapture'));
  });

  const last = { vm: target.vm.id, warnings: [], end: 'timeLimit', endedAt: 'x', file };

  test('answers with the outcome of a recent capture of the machine', async () => {
    const { outcome, calls } = await run({
      'slot: request': () => ({ state: 'cooldown', session: 'alert-capture-9-0', inUse: 1 }),
      'outcome: recall': () => last,
    });
    assert(outcome.end === 'cooldown');
    assert.deepEqual(outcome.last, last);
    const recall = calls.find(({ name }) => name === 'outcome: recall');
    assert.equal(recall?.input, 'alert-capture-9-0');
  });

  test('captures again when the outcome of the recent capture is not kept', async () => {
    const { outcome } = await run({
      'slot: request': ({ input }) =>
        (input as { request: SlotRequest }).request.ignoresCooldown === true
          ? { state: 'granted', inUse: 0 }
          : { state: 'cooldown', session: 'alert-capture-9-0', inUse: 0 },
      'outcome: recall': () => null,
    });
    assert.equal(outcome.end, 'timeLimit');
  });

  test('ends with the alerts that were attached in the meantime', async () => {
    const { outcome } = await run({ 'slot: release': () => ({ attached: [reference] }) });
    assert.deepEqual(outcome.alsoFor, [reference]);
  });

  test('releases the slot with its outcome and the length of the cooldown', async () => {
    const released: { outcome: Outcome; cooldownSeconds: number }[] = [];
    const release: Answer = ({ input }) => {
      released.push((input as { request: (typeof released)[0] }).request);
      return { attached: [] };
    };
    const result = await run({ 'slot: release': release }, [], { cooldownSeconds: 600 });
    // The traffic is summarized only after that.
    const outcome = { ...result.outcome };
    delete outcome.traffic;
    assert.equal(released.length, 1);
    assert.deepEqual(released[0]?.outcome, outcome);
    assert.equal(released[0].cooldownSeconds, 600);
  });

  test('for a capture that has ended gives its outcome and starts nothing', async () => {
    const { outcome, names } = await run({
      'slot: request': () => ({ state: 'ended', inUse: 1 }),
      'outcome: recall': () => last,
    });
    assert.equal(outcome.endedAt, 'x');
    assert.deepEqual(names, [
      'resolveWatcher',
      'enforceLimit',
      'slot: request',
      'outcome: recall',
      'summarizeTraffic',
    ]);
  });

  test('for a capture that has ended without a known outcome starts nothing', async () => {
    const { outcome, names } = await run({
      'slot: request': () => ({ state: 'ended', inUse: 1 }),
      'outcome: recall': () => null,
    });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'OutcomeNotKept');
    assert(!names.includes('createCapture'));
  });

  test('polls when a deletion is over, and a wake does not restart the wait', async () => {
    const times: number[] = [];
    const lookAt = '2026-11-20T02:14:09.000Z';
    const { outcome, names } = await run(
      {
        'slot: request': ({ at }) => {
          times.push(at);
          return at < 9 ? { ...busy, lookAt } : { state: 'granted', inUse: 9 };
        },
      },
      [2, 4, 6].map((at) => ({ at, name: 'slot', data: { at: '2026-11-20T02:14:12.000Z' } })),
    );
    assert.deepEqual(times, [0, 9]);
    assert.equal(names.filter((name) => name === 'enforceLimit').length, 2);
    assert.equal(outcome.end, 'timeLimit');
  });

  test('is moved forward by a wake to the time that it names', async () => {
    const times: number[] = [];
    await run(
      {
        'slot: request': ({ at }) => {
          times.push(at);
          return times.length < 2 ? { ...busy, ahead: 3 } : { state: 'granted', inUse: 9 };
        },
      },
      [{ at: 5, name: 'slot', data: { at: '2026-11-20T02:14:14.000Z' } }],
    );
    assert.deepEqual(times, [0, 14]);
  });

  test('keeps outcome and file when the slot cannot be released', async () => {
    const { outcome } = await run({
      'slot: release': () => {
        throw new Error('The entity cannot be reached.');
      },
    });
    assert(outcome.end === 'timeLimit');
    assert.deepEqual(outcome.file, file);
    assert.match(outcome.warnings.join(), /slot of alert-capture-1-0 was not given back/);
  });
});
