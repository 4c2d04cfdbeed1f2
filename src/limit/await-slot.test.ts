import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Outcome } from '../captures/outcome.ts';
import type { Answer } from '../test-support/run-capture.ts';
import { file, ok, runCapture as run, target } from '../test-support/run-capture.ts';

describe('asking for a session', () => {
  const busy = { state: 'waiting', ahead: 0, inUse: 10 };

  test('that there is not, and not waiting, creates nothing', async () => {
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

  test('goes on until there is one', async () => {
    let asked = 0;
    const { outcome, calls } = await run({
      'slot: request': () => (++asked < 4 ? busy : { state: 'granted', inUse: 9 }),
    });
    assert.equal(outcome.end, 'timeLimit');
    assert.equal(calls.find(({ name }) => name === 'createCapture')?.at, 45);
  });

  test('looks less often from behind, but at once when woken', async () => {
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

  test('ends when the alert has waited for as long as it may', async () => {
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
    ['stop', /somebody stopped it/],
    ['resolved', /the alert was resolved/],
  ] as const) {
    test(`is called off by the event "${name}"`, async () => {
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

  test('wakes who is to be woken, and minds no failure of that', async () => {
    const woken: unknown[] = [];
    const { outcome } = await run({
      'slot: request': () => ({ state: 'granted', inUse: 0, wake: 'b' }),
      'slot: release': () => ({ attached: [], wake: 'c' }),
      wakeCapture: ({ input }) => {
        woken.push(input);
        throw new Error('The worker exited.');
      },
    });
    assert.equal(outcome.end, 'timeLimit');
    assert.deepEqual(woken, ['"b"', '"c"']);
  });

  const reference = { id: 'alert-capture-2', identity: 'b', rule: 'r2', firedAt: 'x' };

  test('for a machine that is being captured, attaches the alert', async () => {
    const { outcome, names } = await run({
      'slot: request': () => ({ state: 'attached', to: reference, inUse: 1 }),
    });
    assert(outcome.end === 'attached');
    assert.deepEqual(outcome.to, reference);
    assert(!names.includes('createCapture'));
  });

  test('for a machine that was just captured, answers with that', async () => {
    const last = { vm: target.vm.id, warnings: [], end: 'timeLimit', endedAt: 'x', file };
    const { outcome } = await run({
      'slot: request': () => ({ state: 'cooling', outcome: last, inUse: 1 }),
    });
    assert(outcome.end === 'cooldown');
    assert.deepEqual(outcome.last, last);
  });

  test('tells in the end of the alerts that were attached meanwhile', async () => {
    const { outcome } = await run({ 'slot: release': () => ({ attached: [reference] }) });
    assert.deepEqual(outcome.alsoFor, [reference]);
  });

  test('leaves an outcome to cool down only if it has a file', async () => {
    const released: { cooling?: { outcome: Outcome; until: string } }[] = [];
    const release: Answer = ({ input }) => {
      released.push((input as { request: (typeof released)[0] }).request);
      return { attached: [] };
    };
    const result = await run({ 'slot: release': release }, [], { cooldownSeconds: 600 });
    // Its traffic is summed up only after that.
    const outcome = { ...result.outcome };
    delete outcome.traffic;
    await run({ 'slot: release': release, finalizeCapture: ok(null) }, [], {
      cooldownSeconds: 600,
    });
    assert.deepEqual(
      released.map(({ cooling }) => cooling),
      [{ outcome, until: '2026-11-20T02:25:06.000Z' }, undefined],
    );
  });
});
