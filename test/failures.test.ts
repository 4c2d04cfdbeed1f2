import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import type { Failure } from '../src/captures/failure.ts';
import type { Outcome } from '../src/captures/outcome.ts';
import type { CloudEvent } from '../src/notifications/cloud-event.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

/** The receiver refuses notifications about machines with this name. */
const unwelcome = 'unwelcome';

const stack = await TestStack.start({
  settings: { CAPTURE_TIME_LIMIT_SECONDS: '2', CAPTURE_LIMIT: '2', CAPTURE_GRACE_SECONDS: '2' },
  statusFor: (body) => ((body as CloudEvent).data.summary.includes(unwelcome) ? 400 : 200),
});
after(() => stack[Symbol.asyncDispose]());
const { simulator } = stack;

interface Case {
  what: string;
  /** Makes the capture of the machine fail. */
  arrange: (machine: { name: string; subscriptionId: string }) => Promise<unknown>;
  end: Outcome['end'];
  step: string;
  code: string;
  message: RegExp;
  advice: RegExp;
}

const cases: Case[] = [
  {
    what: 'no Network Watcher in the region',
    arrange: ({ subscriptionId }) =>
      simulator.describeWatcher({ region: 'westeurope', subscriptionId, state: 'absent' }),
    end: 'failed',
    step: 'resolveWatcher',
    code: 'WatcherNotFound',
    message: /no Network Watcher in westeurope/,
    advice: /az network watcher configure --locations westeurope/,
  },
  {
    what: 'a machine that does not exist',
    arrange: ({ name }) => simulator.describeMachine({ name, missing: true }),
    end: 'failed',
    step: 'resolveWatcher',
    code: 'ResourceNotFound',
    message: /was not found/,
    advice: /machine still exists/,
  },
  {
    what: 'a machine that is stopped',
    arrange: ({ name }) => simulator.describeMachine({ name, powerState: 'deallocated' }),
    end: 'failed',
    step: 'resolveWatcher',
    code: 'VirtualMachineNotRunning',
    message: /power state is deallocated/,
    advice: /Start the machine/,
  },
  {
    what: 'a machine without the agent',
    arrange: ({ name }) => simulator.describeMachine({ name, agent: false }),
    end: 'failed',
    step: 'resolveWatcher',
    code: 'AgentMissing',
    message: /lacks the Network Watcher agent/,
    advice: /az vm extension set/,
  },
  {
    what: 'a create that is refused',
    arrange: ({ name }) =>
      simulator.addFault({
        kind: 'refuse',
        match: { operation: 'packetCaptures.create', target: name },
        status: 400,
        code: 'StorageAccountNotInRegion',
        message: 'The account is elsewhere.',
      }),
    end: 'failed',
    step: 'createCapture',
    code: 'StorageAccountNotInRegion',
    message: /The account is elsewhere\./,
    advice: /storage account/,
  },
  {
    what: 'a create that is accepted and then fails',
    arrange: ({ name }) =>
      simulator.addFault({
        kind: 'create-fails',
        match: { target: name },
        code: 'AgentUnreachable',
        message: 'The agent did not answer.',
      }),
    end: 'failed',
    step: 'createCapture',
    code: 'AgentUnreachable',
    message: /The agent did not answer\./,
    advice: /\w/,
  },
  {
    what: 'a session that stops with an error',
    arrange: ({ name }) =>
      simulator.addFault({
        kind: 'session-error',
        match: { target: name },
        errors: ['CaptureFailed'],
      }),
    end: 'failed',
    step: 'queryCapture',
    code: 'CaptureFailed',
    message: /stopped with an error: CaptureFailed/,
    advice: /agent/,
  },
  {
    what: 'a session that another client deletes',
    arrange: ({ name }) =>
      simulator.addFault({ kind: 'session-vanishes', match: { target: name }, afterSeconds: 1 }),
    end: 'lost',
    step: 'queryCapture',
    code: 'SessionNotFound',
    message: /disappeared/,
    advice: /activity log/,
  },
  {
    what: 'a storage account that takes no file',
    arrange: ({ name }) => simulator.addFault({ kind: 'storage-failure', match: { target: name } }),
    end: 'failed',
    step: 'queryCapture',
    code: 'StorageFailed',
    message: /StorageFailed/,
    advice: /storage account/,
  },
  {
    what: 'a file that does not appear',
    arrange: ({ name }) =>
      simulator.addFault({ kind: 'file-late', match: { target: name }, seconds: 3600 }),
    end: 'failed',
    step: 'finalizeCapture',
    code: 'FileNotFound',
    message: /did not appear/,
    advice: /storage account/,
  },
];

const failureOf = (outcome: Outcome): Partial<Failure> =>
  'failure' in outcome ? outcome.failure : 'reason' in outcome ? outcome.reason : {};

describe('a failure is reported with advice', { concurrency: true }, () => {
  for (const [index, { what, arrange, end, step, code, message, advice }] of cases.entries()) {
    test(what, async () => {
      const name = `fails-${index}`;
      const subscriptionId = randomUUID();
      await arrange({ name, subscriptionId });
      const machine = newMachine(name, subscriptionId);
      const { view, notifications } = await stack.endOf(
        await stack.client.postAlert(alertFor(machine)),
      );

      const [outcome] = view.targets as Outcome[];
      assert.ok(outcome);
      const failure = failureOf(outcome);
      assert.deepEqual(
        { end: outcome.end, step: failure.step, code: failure.code },
        { end, step, code },
      );
      assert.match(failure.message ?? '', message);
      assert.match(failure.advice ?? '', advice);

      assert.equal(notifications.length, 1, 'every way out is notified');
      assert.deepEqual(notifications[0]?.data.captures, [outcome]);
      for (const part of [step, code]) assert.ok(notifications[0].data.summary.includes(part));
      const sessions = await simulator.sessionsOf(machine);
      assert.deepEqual(
        sessions.filter(({ listed }) => listed),
        [],
        'no session is left behind',
      );
    });
  }

  test('a reached limit: nothing is created', async () => {
    const subscriptionId = randomUUID();
    for (const name of ['other-1', 'other-2']) {
      await simulator.addForeignSession({ name, subscriptionId });
    }
    const machine = newMachine('one-too-many', subscriptionId);
    const { view, notifications } = await stack.endOf(
      await stack.client.postAlert(alertFor(machine)),
    );
    const [outcome] = view.targets as Outcome[];
    assert.ok(outcome?.end === 'skipped');
    assert.equal(outcome.reason.code, 'LimitReached');
    assert.match(outcome.reason.message, /holds 2 sessions, and CAPTURE_LIMIT is 2/);
    assert.equal(notifications.length, 1);
    assert.deepEqual(await simulator.sessionsOf(machine), []);
  });

  test('one of two machines fails: the other is captured', async () => {
    const stopped = newMachine('half-stopped');
    const running = newMachine('half-running');
    await simulator.describeMachine({ name: 'half-stopped', powerState: 'stopped' });
    const { view, notifications } = await stack.endOf(
      await stack.client.postAlert(alertFor(stopped, running)),
    );
    const ends = (view.targets as Outcome[]).map(({ vm, end }) => ({ vm, end }));
    assert.deepEqual(ends, [
      { vm: stopped, end: 'failed' },
      { vm: running, end: 'timeLimit' },
    ]);
    assert.equal(notifications.length, 1);
  });

  test('a receiver that refuses the notification: the capture has its outcome', async () => {
    const machine = newMachine(unwelcome);
    const { view } = await stack.endOf(await stack.client.postAlert(alertFor(machine)));
    assert.equal((view.targets as Outcome[])[0]?.end, 'timeLimit');
    const [delivery] = view.deliveries ?? [];
    assert.ok(delivery?.state === 'failed');
    assert.equal(delivery.failure.code, 'NotificationRefused');
  });
});

describe('a transient failure is retried', { concurrency: true }, () => {
  const passing: [what: string, fault: Record<string, unknown>][] = [
    ['throttling', { kind: 'throttle', retryAfterSeconds: 1 }],
    ['a failing service', { kind: 'server-error', status: 503 }],
    ['a lost connection', { kind: 'connection-reset' }],
    ['a lost answer', { kind: 'connection-reset', when: 'after' }],
  ];
  for (const [index, [what, fault]] of passing.entries()) {
    test(what, async () => {
      const name = `retried-${index}`;
      const match = { operation: 'packetCaptures.create', target: name };
      await simulator.addFault({ ...fault, match, times: 1 });
      const machine = newMachine(name);
      const { view } = await stack.endOf(await stack.client.postAlert(alertFor(machine)));
      assert.equal((view.targets as Outcome[])[0]?.end, 'timeLimit', view.summary);
      assert.equal((await simulator.sessionsOf(machine)).length, 1);
    });
  }
});
