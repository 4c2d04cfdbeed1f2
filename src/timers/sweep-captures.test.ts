import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { InvocationContext } from '@azure/functions';
import type { DurableClient, EntityId } from 'durable-functions';
import { refer } from '../captures/alert-reference.ts';
import type { Outcome } from '../captures/outcome.ts';
import { stateVersion } from '../captures/state-version.ts';
import type { KeptOutcome } from '../limit/outcomes.ts';
import type { HeldClaim } from '../limit/slots.ts';
import type { SlotsState, WatcherSlots } from '../limit/slots-state.ts';
import type { FakeAnswer, FakeArm } from '../test-support/fake-arm.ts';
import { startFakeArm } from '../test-support/fake-arm.ts';
import { machine, target } from '../test-support/run-capture.ts';
import { sweepCaptures, sweepSchedule } from './sweep-captures.ts';

const watcher = {
  id: '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/nw/providers/Microsoft.Network/networkWatchers/w',
  subscriptionId: '7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11',
  resourceGroup: 'nw',
  name: 'w',
  location: 'westeurope',
};

const claimOf = (capture: string): HeldClaim => ({
  ...{ holder: `${capture}:0`, vm: machine, session: `${capture}-0`, plan: target.plan },
  alert: refer(capture, target.alert),
  ...{ arrivedAt: target.arrivedAt, attached: [] },
});

interface Instance {
  runtimeStatus: string;
  name?: string;
  input?: unknown;
  output?: unknown;
  customStatus?: unknown;
}

/** Runs the sweep on a state, with these instances. Missing instances were purged. */
async function sweepState(
  state: unknown,
  instances: Record<string, Instance>,
  outcomes: KeptOutcome[] = [],
) {
  const started: [id: string, fate: string][] = [];
  const terminated: string[] = [];
  const signals: [operation: string, input: unknown][] = [];
  const logs: string[] = [];
  const client = {
    readEntityState: async ({ name }: EntityId) =>
      name === 'captureSlots'
        ? { entityExists: state !== undefined, entityState: state }
        : { entityExists: true, entityState: { version: stateVersion, kept: outcomes } },
    getStatus: async (id: string) => {
      if (instances[id] === undefined) throw new Error('… replied with HTTP 404 response. …');
      return { instanceId: id, ...instances[id] };
    },
    getStatusBy: async () =>
      Object.entries(instances)
        .filter(([, { runtimeStatus }]) => runtimeStatus === 'Running')
        .map(([instanceId, instance]) => ({ instanceId, ...instance })),
    startNew: async (
      _: string,
      { instanceId, input }: { instanceId: string; input: { fate: string } },
    ) => {
      started.push([instanceId, input.fate]);
    },
    terminate: async (id: string) => terminated.push(id),
    signalEntity: async (_: unknown, operation: string, input: unknown) =>
      signals.push([operation, input]),
  } as unknown as DurableClient;
  const context = new InvocationContext({
    functionName: 'test',
    logHandler: (_, ...args) => logs.push(args.join(' ')),
  });
  await sweepCaptures(client, context);
  return { started, terminated, signals, logs };
}

const stateOf = (slots: Partial<WatcherSlots>, more: Partial<SlotsState> = {}): SlotsState => ({
  version: stateVersion,
  watchers: {
    [watcher.id.toLowerCase()]: { watcher, held: [], waiting: [], ended: [], ...slots },
  },
  ...more,
});

/** Runs the sweep on held and waiting claims of instances with these statuses. */
function sweep(captures: string[], statuses: Record<string, string>, holder?: string) {
  const claims = captures.map((capture) => ({ ...claimOf(capture), ...(holder && { holder }) }));
  const waiting = claims.slice(1).map((claim) => ({ ...claim, until: '2026-11-20T03:00:00.000Z' }));
  const instances = Object.entries(statuses).map(([id, runtimeStatus]) => [id, { runtimeStatus }]);
  return sweepState(
    captures.length === 0 ? undefined : stateOf({ held: claims.slice(0, 1), waiting }),
    Object.fromEntries(instances) as Record<string, Instance>,
  );
}

let arm: FakeArm;
let listed: string[] = [];
let deletion: FakeAnswer = { status: 202 };
const sessions = `networkWatchers/w/packetCaptures`;

before(async () => {
  arm = await startFakeArm((asked) => {
    if (asked === `GET ${sessions}`) {
      return { status: 200, body: { value: listed.map((name) => ({ name })) } };
    }
    return asked.startsWith('DELETE') ? deletion : undefined;
  });
  process.env.LOCAL_ARM_ENDPOINT = arm.url;
  process.env.CAPTURE_STORAGE_ACCOUNT_ID =
    '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';
});
after(() => arm.close());
beforeEach(() => {
  listed = [];
  deletion = { status: 202 };
  arm.asked.length = 0;
});

const deletions = (): string[] => arm.asked.filter((line) => line.startsWith('DELETE'));

describe('the sweep', () => {
  test('leaves captures of running and suspended instances alone', async () => {
    const { started, terminated } = await sweep(['a', 'b'], {
      a: 'Running',
      'a:0': 'Running',
      b: 'Running',
      'b:0': 'Suspended',
    });
    assert.deepEqual([started, terminated], [[], []]);
  });

  test('starts to finish captures that were terminated or purged, with a slot or in the queue', async () => {
    const { started, terminated } = await sweep(['a', 'b'], { a: 'Running', 'a:0': 'Terminated' });
    assert.deepEqual(started, [
      ['a:0:finish', 'was terminated'],
      ['b:0:finish', 'was purged'],
    ]);
    assert.deepEqual(terminated, []);
  });

  test('ends a capture even when it has no notification to send', async () => {
    const { started, terminated } = await sweep(['a'], { a: 'Terminated', 'a:0': 'Running' });
    assert.deepEqual(started, [['a:0:finish', 'was terminated']]);
    assert.deepEqual(terminated, ['a:0']);
  });

  test('leaves a capture alone while another instance finishes it', async () => {
    const { started } = await sweep(['a'], { 'a:0:finish': 'Running' }, 'a:0:finish');
    assert.deepEqual(started, []);
  });

  test('does nothing when nothing was ever captured', async () => {
    assert.deepEqual((await sweep([], {})).started, []);
  });
});

test('the schedule is NCRONTAB with seconds', () => {
  assert.equal(sweepSchedule(60), '0 * * * * *');
  assert.equal(sweepSchedule(5), '*/5 * * * * *');
});

describe('a capture that ended without releasing its slot', () => {
  test('has its slot released with its outcome, and is not finished again', async () => {
    const outcome = { vm: machine.id, end: 'timeLimit', warnings: [], endedAt: 'x' };
    const { started, signals } = await sweepState(stateOf({ held: [claimOf('a')] }), {
      a: { runtimeStatus: 'Completed' },
      'a:0': { runtimeStatus: 'Completed', output: outcome },
    });
    assert.deepEqual(started, []);
    assert.partialDeepStrictEqual(signals, [['release', { request: { outcome } }]]);
  });
});

describe('a session of ours without a claim', () => {
  const id = `alert-capture-${'0'.repeat(24)}`;
  const session = `${id}-0`;
  const ended: Instance = {
    runtimeStatus: 'Completed',
    name: 'captureMachine',
    input: target,
    output: { vm: machine.id, end: 'timeLimit', warnings: [], endedAt: 'x' },
  };
  beforeEach(() => {
    listed = [session];
  });

  test('is deleted when its capture has ended', async () => {
    const { logs } = await sweepState(stateOf({}), { [`${id}:0`]: ended });
    assert.deepEqual(deletions(), [`DELETE ${sessions}/${session}`]);
    assert.match(logs.join(), /leftover-deleted/);
  });

  test('is deleted again by each sweep while the deletion is refused', async () => {
    deletion = { status: 409, body: { error: { code: 'ScopeLocked', message: 'Locked.' } } };
    for (let sweeps = 0; sweeps < 2; sweeps++) {
      const { logs } = await sweepState(stateOf({}), { [`${id}:0`]: ended });
      assert.match(logs.join(), /leftover-not-deleted.*ScopeLocked/);
    }
    assert.equal(deletions().length, 2);
  });

  test('is finished when its instance failed or was terminated', async () => {
    const { started } = await sweepState(stateOf({}), {
      [`${id}:0`]: { ...ended, runtimeStatus: 'Failed' },
    });
    assert.deepEqual(started, [[`${id}:0:finish`, 'was failed']]);
    assert.deepEqual(deletions(), []);
  });

  describe('whose instance failed after the capture had ended', () => {
    const failed = { [`${id}:0`]: { ...ended, runtimeStatus: 'Failed', output: 'OtherVersion' } };
    const past = { session, at: '2026-11-20T02:15:00.000Z', sessionLeft: 'deleting' as const };
    const sweepAfter = (end: Partial<Outcome>) => {
      const outcome = { vm: machine.id, warnings: [], endedAt: 'x', ...end } as Outcome;
      return sweepState(stateOf({ ended: [past] }), failed, [{ ...past, outcome }]);
    };

    test('is deleted, and the capture is not finished again', async () => {
      const { started } = await sweepAfter({ end: 'timeLimit' });
      assert.deepEqual([deletions(), started], [[`DELETE ${sessions}/${session}`], []]);
    });

    test('is left alone when its name was taken by another', async () => {
      const failure = { step: 'x', code: 'SessionNameTaken', message: 'm', advice: 'a' };
      const { started } = await sweepAfter({ end: 'failed', failure });
      assert.deepEqual([deletions(), started], [[], []]);
    });
  });

  for (const [why, instances, slots] of [
    ['its instance is running', { [`${id}:0`]: { ...ended, runtimeStatus: 'Running' } }, {}],
    ['it may belong to another deployment', {}, {}],
    [
      'its plan keeps it',
      {
        [`${id}:0`]: {
          ...ended,
          input: { ...target, plan: { ...target.plan, keepSession: true } },
        },
      },
      {},
    ],
    [
      'its name was taken by another',
      { [`${id}:0`]: { ...ended, output: { failure: { code: 'SessionNameTaken' } } } },
      {},
    ],
    ['it is claimed', { [`${id}:0`]: ended, [id]: ended }, { held: [{ ...claimOf(id) }] }],
  ] as [string, Record<string, Instance>, Partial<WatcherSlots>][]) {
    test(`is left alone when ${why}`, async () => {
      const { started } = await sweepState(stateOf(slots), instances);
      assert.deepEqual([deletions(), started], [[], []]);
    });
  }
});

describe('the claims of running captures', () => {
  const customStatus = { stage: 'capturing', watcher: watcher.id, session: 'a-0' };
  const running: Instance = {
    ...{ runtimeStatus: 'Running', name: 'captureMachine', input: target },
    customStatus,
  };
  const sweepOf = (instance: Instance, isIncomplete?: true) =>
    sweepState(stateOf({}, isIncomplete && { isIncomplete }), { 'a:0': instance });

  test('are restored when the state of the slots was lost', async () => {
    const { signals, logs } = await sweepOf(running, true);
    const { attached, ...claim } = {
      ...claimOf('a'),
      alert: refer(target.captureId, target.alert),
    };
    assert.deepEqual(attached, []);
    const restored = { watcher: { ...watcher, location: '' }, request: claim };
    assert.deepEqual(signals, [
      ['restore', restored],
      ['restored', undefined],
    ]);
    assert.deepEqual(
      logs.map((line) => JSON.parse(line) as unknown),
      [
        {
          ...{ event: 'claim-restored', instanceId: 'a:0', alert: 'r', vm: machine.id },
          session: 'a-0',
        },
      ],
    );
  });

  test('are left as they are otherwise', async () => {
    assert.deepEqual((await sweepOf(running)).signals, []);
  });

  const without: [what: string, instance: Partial<Instance>][] = [
    ['of another orchestrator', { name: 'captureOnAlert' }],
    ['of another version', { input: { ...target, version: stateVersion - 1 } }],
    ['without an input', { input: null }],
    ['without progress', { customStatus: null }],
    ['without a session', { customStatus: { ...customStatus, session: undefined } }],
    ['without a watcher', { customStatus: { ...customStatus, watcher: undefined } }],
    ['with a watcher that has no valid id', { customStatus: { ...customStatus, watcher: 'w' } }],
    [
      'with a group in place of the watcher',
      { customStatus: { ...customStatus, watcher: watcher.id.split('/').slice(0, 5).join('/') } },
    ],
    [
      'with a watcher outside of a group',
      { customStatus: { ...customStatus, watcher: watcher.id.replace('/resourceGroups/nw', '') } },
    ],
    [
      'for a computer that was not found yet',
      { input: { ...target, vm: { id: 'web-1', name: 'web-1', subscriptionIds: [] } } },
    ],
  ];
  for (const [what, more] of without) {
    test(`do not exist for an instance ${what}`, async () => {
      const { signals } = await sweepOf({ ...running, ...more }, true);
      assert.deepEqual(signals, [['restored', undefined]]);
    });
  }
});
