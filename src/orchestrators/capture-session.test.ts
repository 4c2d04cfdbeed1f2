import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assertCleanedUp,
  count,
  fail,
  fileUrl,
  ok,
  runCapture as run,
  target,
} from '../test-support/run-capture.ts';

describe('a stop event ends a capture early and keeps what was captured', () => {
  for (const [at, data] of [[0], [1, { cause: 'x' }], [7, 'x'], [20.5, 7], [50, null]] as const) {
    test(`when it comes after ${at} seconds, with any data`, async () => {
      const { outcome, names, seconds } = await run({}, [{ at, name: 'stop', data }]);
      assert.equal(outcome.end, 'stopped');
      assert(seconds < Math.max(at, 10) + 10, String(seconds));
      assert.equal(count(names, 'stopCapture'), 1);
      assertCleanedUp(names);
    });
  }

  test('when it comes during a query of the session', async () => {
    const { outcome, calls } = await run(
      {
        queryCapture: ({ at }) =>
          at < 3
            ? ok({ state: 'running', fileUrl })
            : ok({ state: 'stopped', stopReason: 'Manual', errors: [], fileUrl }),
      },
      [{ at: 2.5, name: 'stop' }],
      {},
      {},
      { queryCapture: '30s' },
    );
    assert.equal(outcome.end, 'stopped');
    assert.equal(calls.find(({ name }) => name === 'stopCapture')?.at, 2.5);
  });

  test('once, however often it is sent', async () => {
    const events = [20, 20, 21, 22].map((at) => ({ at, name: 'stop' }));
    const { outcome, names } = await run({}, events);
    assert.equal(outcome.end, 'stopped');
    assert.equal(count(names, 'stopCapture'), 1);
  });

  test('except when the stop fails: then the capture runs to its own end with a warning', async () => {
    const { outcome, names } = await run({ stopCapture: fail('Forbidden') }, [
      { at: 20, name: 'stop' },
    ]);
    assert.equal(outcome.end, 'timeLimit');
    assert.match(outcome.warnings.join(), /was not stopped \(Forbidden\)/);
    assertCleanedUp(names);
  });
});

describe('a stop event takes effect within seconds while a call has no answer', () => {
  // Each attempt fails after the deadline of a request.
  const silent = fail('RequestTimedOut', { transient: true });
  const takes = (name: string) => ({ [name]: '30s' });

  for (const name of ['resolveWatcher', 'enforceLimit']) {
    for (const at of [3, 31]) {
      test(`of ${name}, after ${at} seconds`, async () => {
        const stop = [{ at, name: 'stop' }];
        const { outcome, names } = await run({ [name]: silent }, stop, {}, {}, takes(name));
        assert(outcome.end === 'skipped');
        assert.equal(outcome.reason.code, 'CalledOff');
        const seconds = (Date.parse(outcome.endedAt) - Date.parse(target.arrivedAt)) / 1000;
        assert(seconds <= at + 5, String(seconds));
        assert.equal(count(names, 'createCapture'), 0);
      });
    }
  }

  test('of createCapture: a session that exists is stopped, and its file kept', async () => {
    const stop = [{ at: 3, name: 'stop' }];
    const answers = { createCapture: silent };
    const { outcome, calls, names } = await run(answers, stop, {}, {}, takes('createCapture'));
    assert.equal(outcome.end, 'stopped');
    assert.equal(calls.find(({ name }) => name === 'stopCapture')?.at, 8);
    assertCleanedUp(names);
  });

  test('of createCapture: a session that does not appear was not created', async () => {
    const stop = [{ at: 3, name: 'stop' }];
    const answers = { createCapture: silent, queryCapture: ok({ state: 'gone' }) };
    const { outcome, names } = await run(answers, stop, {}, {}, takes('createCapture'));
    assert(outcome.end === 'skipped');
    assert.equal(outcome.reason.code, 'CalledOff');
    assertCleanedUp(names);
  });

  test('of queryCapture', async () => {
    const stop = [{ at: 20, name: 'stop' }];
    const answers = {
      queryCapture: ({ at }: { at: number }) =>
        at < 60 ? silent : ok({ state: 'stopped', stopReason: 'Manual', errors: [], fileUrl }),
    };
    const { outcome, calls } = await run(answers, stop, {}, {}, takes('queryCapture'));
    assert.equal(outcome.end, 'stopped');
    assert.equal(calls.find(({ name }) => name === 'stopCapture')?.at, 20);
  });

  test('except that a slow call is awaited for some seconds', async () => {
    const stop = [{ at: 3, name: 'stop' }];
    const { outcome, names } = await run({}, stop, {}, {}, { createCapture: '7s' });
    assert.equal(outcome.end, 'stopped');
    assert.equal(count(names, 'stopCapture'), 1);
  });

  test('also when the alert is resolved', async () => {
    const resolved = [{ at: 3, name: 'resolved' }];
    const answers = { createCapture: silent };
    const { outcome } = await run(answers, resolved, {}, {}, takes('createCapture'));
    assert.equal(outcome.end, 'resolved');
  });
});
