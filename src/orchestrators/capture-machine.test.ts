import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assertCleanedUp,
  driveCapture as drive,
  fail,
  file,
  fileUrl,
  machine,
  ok,
  runCapture as run,
  target,
  traffic,
  watcher,
} from '../test-support/run-capture.ts';

const transient = fail('ServerBusy', { transient: true });

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

  test('gives each call what it needs', () => {
    const { calls, statuses } = drive();
    const { plan, alert, policy } = target;
    const session = { watcher, name: 'alert-capture-1-0' };
    const claim = {
      holder: 'alert-capture-1:0',
      vm: machine,
      session: session.name,
      plan,
      alert: { id: 'alert-capture-1', ...alert },
      arrivedAt: target.arrivedAt,
    };
    const times = calls.flatMap(({ name, at }) => (name === 'queryCapture' ? [at] : []));
    assert.deepEqual(times, [2, 4, 8, 16, 31, 46, 61, 66]);
    const facts = {
      vm: machine.id,
      watcher: watcher.id,
      session: session.name,
      startedAt: '2026-11-20T02:14:05.000Z',
      fileUrl,
      warnings: [],
    };
    const endedAt = '2026-11-20T02:15:06.000Z';
    const metadata = { ...facts, alert, plan, endedAt, end: 'timeLimit' };
    const outcome = { ...facts, endedAt, end: 'timeLimit', file };
    const now = '2026-11-20T02:14:00.000Z';
    const request = { claim, now, listedAt: now, limit: 10, listed: { ours: [], others: 0 } };
    const release = { claim, now: endedAt, outcome, cooldownSeconds: policy.cooldownSeconds };
    assert.deepEqual(
      calls.filter(({ name, at }) => name !== 'queryCapture' || at === 66),
      [
        [0, 'resolveWatcher', { vm: machine, storageAccountId: plan.storageAccountId }],
        [0, 'enforceLimit', watcher],
        [0, 'slot: request', { watcher, request: { ...request, waitSeconds: 180 } }],
        [0, 'createCapture', { session, vm: machine, plan }],
        [66, 'queryCapture', { session, fileUrl }],
        [66, 'finalizeCapture', { fileUrl, metadata }],
        [66, 'slot: release', { watcher, request: release }],
        [66, 'deleteCapture', session],
        [66, 'summarizeTraffic', { fileUrl, storageAccountId: plan.storageAccountId }],
      ].map(([at, name, input]) => ({ name, input, at })),
    );
    assert.deepEqual(statuses[0], { stage: 'resolving', vm: machine.id, warnings: [] });
    assert.deepEqual(statuses.at(-1), { stage: 'ended', ...facts });
  });

  test('looks up a machine that only its name identifies', () => {
    const vm = { id: 'vm-1', name: 'vm-1', subscriptionIds: [machine.subscriptionId] };
    const { calls, result } = drive({ resolveTarget: ok(machine) }, { vm });
    assert.deepEqual(calls[0], { name: 'resolveTarget', input: vm, at: 0 });
    assert.equal(result.vm, machine.id);
    assert.equal('instances' in result, false);
    const failed = drive({ resolveTarget: fail('NotFound') }, { vm }).result;
    assert.equal(failed.vm, 'vm-1');
  });

  test('names the instances of a scale set, unless all are captured', () => {
    const id = machine.id.replace('virtualMachines/vm-1', 'virtualMachineScaleSets/set');
    for (const instances of [[`${id}/virtualMachines/3`], []]) {
      const vm = { ...machine, id, name: 'set', instances };
      const { result } = drive({ finalizeCapture: ok({ ...file, fileCount: 1 }) }, { vm });
      assert.deepEqual([result.vm, 'instances' in result ? result.instances : []], [id, instances]);
      assert.equal('instances' in result, instances.length > 0);
    }
  });

  test('tells the activities the trace, and when the alert arrived, only with telemetry', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { calls } = drive({}, { traceparent });
    const { input } = calls.find(({ name }) => name === 'createCapture') ?? {};
    assert.partialDeepStrictEqual(input, { traceparent, arrivedAt: target.arrivedAt });
  });

  test('keeps its file on the machine, and its session, if the plan says so', () => {
    const plan = { ...target.plan, filePath: '/var/x.cap', keepSession: true };
    const { names, result } = drive({}, { plan });
    assert(result.end === 'timeLimit');
    assert.deepEqual(result.file, { path: '/var/x.cap' });
    assert.equal(names.at(-1), '66 slot: release');
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
});

describe('a capture without a session of its own', () => {
  const to = { ...target.alert, id: 'other' };
  const earlier = { vm: target.vm.id, warnings: [], end: 'byteLimit', file, endedAt: 'x' };
  const recall = { 'outcome: recall': () => earlier };
  const full = {
    code: 'LimitReached',
    message:
      'The Network Watcher holds 10 sessions, and CAPTURE_LIMIT is 10, still after 900 seconds.',
    advice: 'Delete sessions that no one needs, or raise CAPTURE_LIMIT.',
  };
  for (const [answer, more, expected] of [
    [{ state: 'attached', to }, {}, { end: 'attached', to }],
    [{ state: 'cooldown', session: 's' }, recall, { end: 'cooldown', last: earlier }],
    [{ state: 'full', inUse: 10 }, {}, { end: 'skipped', reason: full }],
  ] as const) {
    test(`says why, and gives its claim back: ${answer.state}`, () => {
      const { names, result } = drive({ 'slot: request': () => answer, ...more });
      const facts = { vm: target.vm.id, watcher: watcher.id, warnings: [] };
      assert.deepEqual(result, { ...facts, endedAt: '2026-11-20T02:14:00.000Z', ...expected });
      assert.equal(names.at(-1), '0 slot: release');
    });
  }

  test('that has ended before has the outcome of then', () => {
    const { names, result } = drive({ 'slot: request': () => ({ state: 'ended' }), ...recall });
    assert.deepEqual(result, { ...earlier, traffic });
    assert.deepEqual(names.slice(-2), ['0 outcome: recall', '0 summarizeTraffic']);
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

describe('a capture has a warning', () => {
  test('when its claim was not given back', () => {
    const { result } = drive({
      'slot: release': () => {
        throw new Error('The entity is busy.');
      },
    });
    assert.deepEqual(result.warnings, [
      'The slot of alert-capture-1-0 was not given back: The entity is busy. The next sweep gives it back.',
    ]);
  });

  test('when its session was not deleted', () => {
    const { result } = drive({ deleteCapture: fail('Conflict') });
    assert.deepEqual(result.warnings, [
      'The session alert-capture-1-0 was not deleted (Conflict): m a',
    ]);
  });
});

describe('a capture whose own code fails', () => {
  const broken = (): never => {
    throw new Error('The entity is broken.');
  };
  const failure = {
    step: 'captureMachine',
    code: 'UnexpectedError',
    message: 'The entity is broken.',
    advice: 'Look in the logs of the app for this instance.',
  };
  test('has failed, and gives its claim back', () => {
    const { names, result } = drive({ 'slot: request': broken });
    assert(result.end === 'failed');
    assert.deepEqual(result.failure, failure);
    assert.equal(names.at(-1), '0 slot: release');
  });
});

describe('a transient failure', () => {
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
