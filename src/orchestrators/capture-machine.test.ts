import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  count,
  fail,
  file,
  fileUrl,
  ok,
  runCapture as run,
  target,
  traffic,
  watcher,
} from '../test-support/run-capture.ts';

const transient = fail('ServerBusy', { transient: true });

/** Asserts that a failure after the slot was granted leaves nothing behind. */
function assertCleanedUp(names: string[]): void {
  const without = names.filter((name) => name !== 'summarizeTraffic');
  assert.deepEqual(without.slice(-2), ['slot: release', 'deleteCapture']);
}

describe('a capture of one machine', () => {
  test('ends with its file and leaves nothing behind', async () => {
    const { outcome, names, stages, seconds } = await run();
    assert.deepEqual(outcome, {
      vm: target.vm.id,
      watcher: watcher.id,
      session: 'alert-capture-1-0',
      startedAt: '2026-11-20T02:14:05.000Z',
      fileUrl,
      warnings: [],
      end: 'timeLimit',
      endedAt: '2026-11-20T02:15:06.000Z',
      file,
      traffic,
    });
    assert.deepEqual(names.slice(0, 4), [
      'resolveWatcher',
      'enforceLimit',
      'slot: request',
      'createCapture',
    ]);
    assertCleanedUp(names);
    assert.deepEqual(stages, [
      'resolving',
      'claiming',
      'creating',
      'capturing',
      'finalizing',
      'cleaning',
      'summarizing',
      'ended',
    ]);
    assert.equal(seconds, 66);
  });

  test('keeps its own time of the start if the clock of the service is ahead', async () => {
    const startedAt = '2026-11-20T02:14:30.000Z';
    const { outcome } = await run({
      queryCapture: ({ at }) =>
        ok({
          ...(at < 65
            ? { state: 'running' }
            : { state: 'stopped', stopReason: 'TimeExceeded', errors: [] }),
          ...{ fileUrl, startedAt },
        }),
    });
    assert.equal(outcome.startedAt, '2026-11-20T02:14:00.000Z');
  });

  test('waits for its file and looks less often over time', async () => {
    let looks = 0;
    const { outcome } = await run({
      finalizeCapture: () => ok(++looks < 5 ? null : file),
    });
    assert.equal(outcome.end, 'timeLimit');
    assert.equal(looks, 5);
  });
});

describe('a stop event ends a capture early and keeps what was captured', () => {
  for (const at of [0, 1, 7, 20.5, 50]) {
    test(`when it comes after ${at} seconds`, async () => {
      const { outcome, names, seconds } = await run({}, [{ at, name: 'stop' }]);
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

  test('with any data', async () => {
    for (const data of [{ cause: 'x' }, 'x', 7, null]) {
      const { outcome } = await run({}, [{ at: 20, name: 'stop', data }]);
      assert.equal(outcome.end, 'stopped');
    }
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

describe('a capture that goes wrong', () => {
  for (const name of [
    'resolveWatcher',
    'enforceLimit',
    'createCapture',
    'queryCapture',
    'finalizeCapture',
  ]) {
    test(`in ${name} reports the step and leaves nothing behind`, async () => {
      const { outcome, names } = await run({ [name]: fail('Forbidden', { step: name }) });
      assert(outcome.end === 'failed');
      assert.deepEqual(outcome.failure, {
        step: name,
        code: 'Forbidden',
        message: 'm',
        advice: 'a',
      });
      const hasSlot = names.includes('createCapture');
      if (hasSlot) assertCleanedUp(names);
      else assert(!names.includes('deleteCapture'));
    });
  }

  test('is lost when its session has disappeared', async () => {
    const { outcome, names } = await run({
      queryCapture: ok({ state: 'gone' }),
      finalizeCapture: ok(null),
    });
    assert(outcome.end === 'lost');
    assert.equal(outcome.failure.code, 'SessionNotFound');
    assertCleanedUp(names);
  });

  test('keeps an existing file when its session stopped with an error', async () => {
    const seen = { state: 'stopped', errors: ['AgentStopped'], fileUrl };
    const { outcome } = await run({ queryCapture: ok(seen) });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'AgentStopped');
    assert.deepEqual(outcome.file, file);
  });

  test('is stopped and reported as timed out when its session does not end', async () => {
    const seen = { state: 'running', fileUrl };
    const { outcome, names, seconds } = await run({
      queryCapture: ok(seen),
      finalizeCapture: ok(null),
    });
    assert(outcome.end === 'timedOut');
    assert.match(outcome.failure.message, /did not/);
    assert.equal(count(names, 'stopCapture'), 1);
    assert(seconds < 60 + 2 * 300 + 100);
    assertCleanedUp(names);
  });

  test('waits no longer than the grace period for a missing file', async () => {
    const { outcome, seconds, names } = await run({ finalizeCapture: ok(null) });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'FileNotFound');
    assert.match(outcome.failure.message, /one\.cap/);
    assert(seconds >= 366 && seconds < 400);
    assertCleanedUp(names);
  });

  test('does not touch a session of its name that belongs to another client', async () => {
    const { outcome, names } = await run({ createCapture: fail('SessionNameTaken') });
    assert.equal(outcome.end, 'failed');
    assert(!names.includes('deleteCapture'));
    assert.equal(names.at(-1), 'slot: release');
  });

  test('whose claim an earlier run has ended shares the outcome of that run', async () => {
    const earlier = { vm: target.vm.id, warnings: [], end: 'byteLimit', file };
    const { outcome, names } = await run({
      createCapture: fail('ClaimEnded'),
      'outcome: recall': () => earlier,
    });
    assert.deepEqual({ ...outcome, traffic: undefined }, { ...earlier, traffic: undefined });
    assert(!names.includes('deleteCapture'));
  });

  test('whose claim has ended without a known outcome has failed', async () => {
    const { outcome } = await run({
      createCapture: fail('ClaimEnded'),
      'outcome: recall': () => null,
    });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'ClaimEnded');
  });

  test('is a capture with a warning when only the deletion fails', async () => {
    const { outcome } = await run({ deleteCapture: fail('Forbidden') });
    assert.equal(outcome.end, 'timeLimit');
    assert.match(outcome.warnings.join(), /alert-capture-1-0 was not deleted \(Forbidden\)/);
  });
});

describe('a session that cannot be read', () => {
  for (const code of ['Forbidden', 'Unauthorized', 'Conflict', 'SyntaxError']) {
    test(`because of ${code} for a while is still followed`, async () => {
      const { outcome } = await run({
        queryCapture: ({ at }) =>
          at < 40
            ? fail(code)
            : ok({ state: 'stopped', stopReason: 'TimeExceeded', errors: [], fileUrl }),
      });
      assert(outcome.end === 'timeLimit');
      assert.deepEqual(outcome.file, file);
    });
  }

  test('because it is not known yet is still followed', async () => {
    const { outcome } = await run({
      queryCapture: ({ at }) =>
        at < 30
          ? ok({ state: 'gone' })
          : ok({ state: 'stopped', stopReason: 'TimeExceeded', errors: [], fileUrl }),
    });
    assert.equal(outcome.end, 'timeLimit');
  });

  test('because the service could not create it, has failed', async () => {
    const failure = { step: 'createCapture', code: 'AgentNotReady', message: 'm', advice: 'a' };
    const { outcome } = await run({ queryCapture: ok({ state: 'notCreated', failure }) });
    assert(outcome.end === 'failed');
    assert.deepEqual(outcome.failure, failure);
  });
});

describe('a transient failure', () => {
  test('of a query does not end a running capture, even if it lasts', async () => {
    const { outcome, calls } = await run({
      queryCapture: ({ at }) =>
        at < 400
          ? transient
          : ok({ state: 'stopped', stopReason: 'TimeExceeded', errors: [], fileUrl }),
    });
    assert.equal(outcome.end, 'timeLimit');
    const looks = calls.filter(({ name }) => name === 'queryCapture').length;
    assert(looks < 30, String(looks));
  });

  test('is final when Retry-After is later than the deadline', async () => {
    const busy = fail('ServerBusy', { transient: true, retryAfterSeconds: 3600 });
    const { outcome, seconds } = await run({ resolveWatcher: busy });
    assert.equal(outcome.end, 'failed');
    assert.equal(seconds, 0);
  });

  test('is retried, not before Retry-After', async () => {
    let tries = 0;
    const { outcome, calls } = await run({
      createCapture: () => {
        tries++;
        if (tries === 1) return fail('TooManyRequests', { transient: true, retryAfterSeconds: 17 });
        return ok(undefined);
      },
    });
    assert.equal(outcome.end, 'timeLimit');
    const creates = calls.filter(({ name }) => name === 'createCapture').map(({ at }) => at);
    assert.deepEqual(creates, [0, 17]);
  });

  test('includes an activity whose process ended', async () => {
    let tries = 0;
    const { outcome } = await run({
      resolveWatcher: () => {
        if (++tries === 1) throw new Error('The worker exited.');
        return ok(watcher);
      },
    });
    assert.equal(outcome.end, 'timeLimit');
  });

  test('that does not pass ends the capture after some minutes', async () => {
    const { outcome, seconds } = await run({ resolveWatcher: transient });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'ServerBusy');
    assert(seconds > 200 && seconds <= 300, String(seconds));
  });
});
