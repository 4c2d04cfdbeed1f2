import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Call, Run, Surroundings } from '../test-support/run-orchestration.ts';
import { runOrchestration } from '../test-support/run-orchestration.ts';
import type { Failure, Result } from '../captures/failure.ts';
import type { Observation } from '../captures/observation.ts';
import type { Outcome } from '../captures/outcome.ts';
import type { CaptureTarget } from './capture-target.ts';
import { captureTarget } from './capture-target.ts';

const target: CaptureTarget = {
  vm: { id: '/subscriptions/s/vm-1', subscriptionId: 's', resourceGroup: 'rg', name: 'vm-1' },
  captureId: 'alert-capture-1',
  arrivedAt: '2026-11-20T02:14:00.000Z',
  policy: {
    limitPolicy: 'wait',
    waitSeconds: 900,
    cooldownSeconds: 0,
    onResolved: 'stop',
    installAgent: false,
  },
  plan: {
    storageAccountId: '/subscriptions/s/captures',
    timeLimitSeconds: 60,
    bytesPerPacket: 0,
    totalBytes: 1e9,
    graceSeconds: 300,
  },
  alert: {
    identity: 'a',
    rule: 'r',
    condition: 'fired',
    firedAt: '2026-11-20T02:14:00.000Z',
  },
};

const watcher = {
  id: '/w',
  subscriptionId: 'S',
  resourceGroup: 'nw',
  name: 'w',
  location: 'westeurope',
};
const fileUrl = 'https://captures.example/one.cap';
const file = { url: fileUrl, bytes: 4096, metadataUrl: `${fileUrl}.json` };

const ok = (value: unknown): Result<unknown> => ({ ok: true, value });
const fail = (code: string, more: Partial<Failure> = {}): Result<unknown> => ({
  ok: false,
  failure: { step: 'x', code, message: 'm', advice: 'a', ...more },
});
const transient = fail('ServerBusy', { transient: true });

type Answer = Result<unknown> | ((call: Call) => unknown);

/** A capture of 60 seconds that goes well, but for what is given. */
async function run(
  answers: Record<string, Answer> = {},
  events: Surroundings['events'] = [],
  policy: Partial<CaptureTarget['policy']> = {},
): Promise<Run & { outcome: Outcome; names: string[] }> {
  let stoppedAt: number | undefined;
  const usual: Record<string, Answer> = {
    resolveWatcher: ok(watcher),
    checkStorage: ok(undefined),
    wakeCapture: ok(undefined),
    enforceLimit: ok({ limit: 10, listed: [] }),
    createCapture: ok(undefined),
    queryCapture: ({ at }) => {
      if (at < 10) return ok({ state: 'provisioning' } satisfies Observation);
      const seen = { fileUrl, startedAt: '2026-11-20T02:14:05.000Z' };
      if (stoppedAt !== undefined) {
        return ok({ state: 'stopped', stopReason: 'Manual', errors: [], ...seen });
      }
      if (at < 65) return ok({ state: 'running', ...seen } satisfies Observation);
      return ok({ state: 'stopped', stopReason: 'TimeExceeded', errors: [], ...seen });
    },
    stopCapture: ({ at }) => {
      stoppedAt = at;
      return ok(undefined);
    },
    finalizeCapture: ok(file),
    deleteCapture: ok(undefined),
    'slot: request': () => ({ state: 'granted', inUse: 0 }),
    'slot: release': () => ({ attached: [] }),
    ...answers,
  };
  const result = await runOrchestration(captureTarget, {
    instanceId: 'alert-capture-1:0',
    input: { ...target, policy: { ...target.policy, ...policy } },
    events,
    answer(call) {
      const answer = usual[shortName(call)];
      if (answer === undefined) throw new Error(`${call.name} is not expected`);
      return typeof answer === 'function' ? answer(call) : answer;
    },
  });
  const names = result.calls.filter(({ kind }) => kind !== 'timer').map(shortName);
  return { ...result, names, outcome: result.output as Outcome };
}

const shortName = ({ name }: Call): string => name.replace('@captureslots@all ', 'slot: ');

const count = (names: string[], name: string): number => names.filter((n) => n === name).length;

/** Whatever went wrong after the slot was granted, nothing is left behind. */
function assertCleanedUp(names: string[]): void {
  assert.deepEqual(names.slice(-2), ['deleteCapture', 'slot: release']);
}

describe('a capture of one machine', () => {
  test('goes from the watcher to the file, and leaves nothing behind', async () => {
    const { outcome, names, statuses, calls, seconds } = await run();
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
    });
    assert.deepEqual(names.slice(0, 5), [
      'resolveWatcher',
      'checkStorage',
      'enforceLimit',
      'slot: request',
      'createCapture',
    ]);
    assertCleanedUp(names);
    assert.deepEqual(
      statuses
        .map((status) => (status as { stage: string }).stage)
        .filter((stage, i, all) => stage !== all[i - 1]),
      ['resolving', 'claiming', 'creating', 'capturing', 'finalizing', 'cleaning', 'ended'],
    );
    assert.equal(seconds, 66);
    assert(calls.every(({ kind, at }) => kind === 'timer' || at <= 66));
  });

  test('waits for its file, and looks ever less often', async () => {
    let looks = 0;
    const { outcome } = await run({
      finalizeCapture: () => ok(++looks < 5 ? null : file),
    });
    assert.equal(outcome.end, 'timeLimit');
    assert.equal(looks, 5);
  });
});

describe('a stop event ends a capture early, and what was captured is kept', () => {
  for (const at of [0, 1, 7, 20.5, 50]) {
    test(`when it comes after ${at} seconds`, async () => {
      const { outcome, names, seconds } = await run({}, [{ at, name: 'stop' }]);
      assert.equal(outcome.end, 'stopped');
      assert(seconds < Math.max(at, 10) + 10, String(seconds));
      assert.equal(count(names, 'stopCapture'), 1);
      assertCleanedUp(names);
    });
  }

  test('even when it comes while the session is being looked at', async () => {
    const at = 4;
    const { outcome } = await run(
      {
        queryCapture: (call) =>
          call.at === at
            ? ok({ state: 'running', fileUrl })
            : ok({ state: 'stopped', stopReason: 'Manual', errors: [], fileUrl }),
      },
      [{ at, name: 'stop' }],
    );
    assert.equal(outcome.end, 'stopped');
  });

  test('and only once, however often it is sent', async () => {
    const events = [20, 20, 21, 22].map((at) => ({ at, name: 'stop' }));
    const { outcome, names } = await run({}, events);
    assert.equal(outcome.end, 'stopped');
    assert.equal(count(names, 'stopCapture'), 1);
  });

  test('whatever its data', async () => {
    for (const data of [{ cause: 'x' }, 'x', 7, null]) {
      const { outcome } = await run({}, [{ at: 20, name: 'stop', data }]);
      assert.equal(outcome.end, 'stopped');
    }
  });

  test('unless it cannot be stopped: then it goes on to its own end, and says so', async () => {
    const { outcome, names } = await run({ stopCapture: fail('Forbidden') }, [
      { at: 20, name: 'stop' },
    ]);
    assert.equal(outcome.end, 'timeLimit');
    assert.match(outcome.warnings.join(), /was not stopped \(Forbidden\)/);
    assertCleanedUp(names);
  });
});

describe('an alert that is resolved', () => {
  const events = [{ at: 20, name: 'resolved' }];

  test('ends its capture, and what was captured is kept', async () => {
    const { outcome, names } = await run({}, events);
    assert(outcome.end === 'resolved');
    assert.deepEqual(outcome.file, file);
    assert.equal(outcome.resolvedAt, '2026-11-20T02:14:20.000Z');
    assert.equal(count(names, 'stopCapture'), 1);
    assertCleanedUp(names);
  });

  test('lets its capture go on where the operator wants that, and the outcome says so', async () => {
    const { outcome, names } = await run({}, events, { onResolved: 'continue' });
    assert.equal(outcome.end, 'timeLimit');
    assert.equal(outcome.resolvedAt, '2026-11-20T02:14:20.000Z');
    assert.equal(count(names, 'stopCapture'), 0);
  });

  test('and stopped after that, is stopped', async () => {
    const { outcome } = await run({}, [...events, { at: 30, name: 'stop' }], {
      onResolved: 'continue',
    });
    assert.equal(outcome.end, 'stopped');
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
    test(`in ${name} says so, and leaves nothing behind`, async () => {
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

  test('because its session vanished, is lost', async () => {
    const { outcome, names } = await run({
      queryCapture: ok({ state: 'gone' }),
      finalizeCapture: ok(null),
    });
    assert(outcome.end === 'lost');
    assert.equal(outcome.failure.code, 'SessionNotFound');
    assertCleanedUp(names);
  });

  test('because its session stopped with an error, still keeps a file that is there', async () => {
    const seen = { state: 'stopped', errors: ['AgentStopped'], fileUrl };
    const { outcome } = await run({ queryCapture: ok(seen) });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'AgentStopped');
    assert.deepEqual(outcome.file, file);
  });

  test('because its session goes on for ever, is stopped and told as timed out', async () => {
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

  test('because its file never comes, waits for the grace only', async () => {
    const { outcome, seconds, names } = await run({ finalizeCapture: ok(null) });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'FileNotFound');
    assert.match(outcome.failure.message, /one\.cap/);
    assert(seconds >= 366 && seconds < 400);
    assertCleanedUp(names);
  });

  test('because the session of somebody else bears its name, leaves that alone', async () => {
    const { outcome, names } = await run({ createCapture: fail('SessionNameTaken') });
    assert.equal(outcome.end, 'failed');
    assert(!names.includes('deleteCapture'));
    assert.equal(names.at(-1), 'slot: release');
  });

  test('only at the last step, the delete, is a capture all the same, with a warning', async () => {
    const { outcome } = await run({ deleteCapture: fail('Forbidden') });
    assert.equal(outcome.end, 'timeLimit');
    assert.match(outcome.warnings.join(), /alert-capture-1-0 was not deleted \(Forbidden\)/);
  });
});

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
    const { outcome } = await run({ 'slot: release': release }, [], { cooldownSeconds: 600 });
    await run({ 'slot: release': release, finalizeCapture: ok(null) }, [], {
      cooldownSeconds: 600,
    });
    assert.deepEqual(
      released.map(({ cooling }) => cooling),
      [{ outcome, until: '2026-11-20T02:25:06.000Z' }, undefined],
    );
  });
});

describe('a machine without the agent', () => {
  const lacksIt = fail('AgentMissing');

  test('fails, unless the operator wants it installed', async () => {
    const { outcome } = await run({ resolveWatcher: lacksIt });
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'AgentMissing');
  });

  test('has it installed, and is captured', async () => {
    let looks = 0;
    const { outcome, names, seconds } = await run(
      {
        resolveWatcher: () => (looks < 3 ? lacksIt : ok(watcher)),
        installAgent: () => ok(++looks < 3 ? 'installing' : 'installed'),
      },
      [],
      { installAgent: true },
    );
    assert.equal(outcome.end, 'timeLimit');
    assert.equal(count(names, 'installAgent'), 3);
    assert.equal(seconds, 66);
  });

  test('fails when that takes too long', async () => {
    const { outcome, seconds } = await run(
      { resolveWatcher: lacksIt, installAgent: ok('installing') },
      [],
      { installAgent: true },
    );
    assert(outcome.end === 'failed');
    assert.equal(outcome.failure.code, 'AgentNotInstalled');
    assert.equal(seconds, 600);
  });
});

describe('a transient failure', () => {
  test('of looking at a session that runs does not end it, even if it lasts', async () => {
    const { outcome, calls } = await run({
      queryCapture: ({ at }) =>
        at < 400
          ? transient
          : ok({ state: 'stopped', stopReason: 'TimeExceeded', errors: [], fileUrl }),
    });
    assert.equal(outcome.end, 'timeLimit');
    assert(calls.filter(({ name }) => name === 'queryCapture').length < 25);
  });

  test('is not waited out when Retry-After asks for more than we have', async () => {
    const busy = fail('ServerBusy', { transient: true, retryAfterSeconds: 3600 });
    const { outcome, seconds } = await run({ resolveWatcher: busy });
    assert.equal(outcome.end, 'failed');
    assert.equal(seconds, 0);
  });

  test('is tried again, not before Retry-After', async () => {
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

  test('is also an activity whose process died', async () => {
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
