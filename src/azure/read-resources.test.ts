import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { FakeAnswer, FakeArm } from '../test-support/fake-arm.ts';
import { startFakeArm } from '../test-support/fake-arm.ts';
import { machine as vm, target, watcher } from '../test-support/run-capture.ts';
import { requireAccount, requireMachine, requireSubscription } from './allowed.ts';
import { armList } from './arm-request.ts';
import { armUrl } from './arm-url.ts';
import { toFailure } from './errors.ts';
import { readMachine } from './read-machine.ts';
import { readStatus } from './read-status.ts';
import { readStorageAccount } from './read-storage-account.ts';

const setId = vm.id.replace('virtualMachines/vm-1', 'virtualMachineScaleSets/edge');
const scaleSet = { ...vm, id: setId, name: 'edge', instances: [] };
const accountId = target.plan.storageAccountId;

let arm: FakeArm;
let answers: Record<string, FakeAnswer> = {};
before(async () => {
  arm = await startFakeArm((asked) => answers[asked]);
  process.env.LOCAL_ARM_ENDPOINT = arm.url;
  process.env.CAPTURE_STORAGE_ACCOUNT_ID = accountId;
  process.env.ALLOWED_SCOPES = vm.id.split('/').slice(0, 5).join('/');
});
after(() => arm.close());
beforeEach(() => {
  answers = {};
  arm.asked.length = 0;
});
const ok = (body: unknown): FakeAnswer => ({ status: 200, body });
const refused = (status: number, code: string): FakeAnswer => ({
  status,
  body: { error: { code, message: 'No.' } },
});

async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return toFailure(error, 'x').code;
  }
  return 'none';
}

/** A machine as the service reports it. */
interface Reported {
  power?: string;
  /** Provisioning states of the agent, where the service may report it. */
  resource?: string;
  extension?: string;
  handler?: boolean;
}
const reported = ({ power, resource, extension, handler }: Reported): object => {
  const type = 'Microsoft.Azure.NetworkWatcher.NetworkWatcherAgentLinux';
  const [publisher, name] = ['Microsoft.Azure.NetworkWatcher', 'NetworkWatcherAgentWindows'];
  return {
    location: 'westeurope',
    resources: resource && [
      { properties: null },
      { properties: { publisher, type: name, provisioningState: resource } },
    ],
    properties: {
      instanceView: {
        statuses: power && [{ code: 'ProvisioningState/x' }, { code: `PowerState/${power}` }],
        extensions: extension && [
          { type: 'Other', statuses: [{ code: 'ProvisioningState/failed' }] },
          { type, statuses: [{ code: 'x' }, { code: `ProvisioningState/${extension}/y` }] },
        ],
        vmAgent: handler ? { extensionHandlers: [{ type }] } : null,
      },
    },
  };
};

describe('a virtual machine', () => {
  const cases: [machine: Reported, powerState: string | undefined, agent: string][] = [
    [{}, undefined, 'missing'],
    [{ power: 'running' }, 'running', 'missing'],
    [{ power: 'deallocated', resource: 'Succeeded' }, 'deallocated', 'ready'],
    [{ resource: 'Creating' }, undefined, 'updating'],
    [{ resource: 'Updating' }, undefined, 'updating'],
    [{ resource: 'Deleting' }, undefined, 'updating'],
    [{ resource: 'Failed' }, undefined, 'failed'],
    [{ resource: 'Canceled' }, undefined, 'failed'],
    [{ extension: 'succeeded' }, undefined, 'ready'],
    [{ extension: 'updating' }, undefined, 'updating'],
    [{ resource: 'Succeeded', extension: 'failed' }, undefined, 'failed'],
    [{ handler: true }, undefined, 'ready'],
  ];
  for (const [machine, powerState, agent] of cases) {
    test(`with ${JSON.stringify(machine)} has an agent that is ${agent}`, async () => {
      answers['GET virtualMachines/vm-1'] = ok(reported(machine));
      const expected = { location: 'westeurope', ...(powerState && { powerState }), agent };
      assert.deepEqual(await readMachine(vm), expected);
    });
  }

  test('without an instance view has no known state', async () => {
    answers['GET virtualMachines/vm-1'] = ok({ location: 'x', properties: {} });
    assert.deepEqual(await readMachine(vm), { location: 'x', agent: 'missing' });
  });
});

describe('a scale set', () => {
  const instance = (number: number, more: Reported): object => ({
    id: `${setId}/virtualMachines/${number}`.toUpperCase(),
    ...reported(more),
  });
  const read = (rows: object[], instances: string[] = []): Promise<object> => {
    answers['GET virtualMachineScaleSets/edge'] = ok({ location: 'northeurope' });
    answers['GET virtualMachineScaleSets/edge/virtualMachines'] = ok({ value: rows });
    return readMachine({ ...scaleSet, instances });
  };
  const ready = { power: 'running', resource: 'Succeeded' };
  const location = 'northeurope';

  test('has the state of its best running instance', async () => {
    const cases: [rows: Reported[], powerState: string, agent: string][] = [
      [[], 'without instances', 'missing'],
      [[{ power: 'deallocated', resource: 'Succeeded' }], 'deallocated', 'missing'],
      [[{ power: 'deallocated' }, ready], 'running', 'ready'],
      [[{ power: 'running', resource: 'Failed' }, ready], 'running', 'ready'],
      [[{ power: 'running', resource: 'Failed' }, { resource: 'Creating' }], 'running', 'updating'],
      [[{ power: 'running', resource: 'Failed' }, { power: 'running' }], 'running', 'failed'],
      [[{ power: 'running' }], 'running', 'missing'],
    ];
    for (const [rows, powerState, agent] of cases) {
      const state = await read(rows.map((row, index) => instance(index, row)));
      assert.deepEqual(state, { location, powerState, agent });
    }
  });

  test('has the state of the instances that are named', async () => {
    const rows = [instance(3, { power: 'stopped' }), instance(7, ready)];
    const stopped = { location, powerState: 'stopped', agent: 'missing' };
    assert.deepEqual(await read(rows, [`${setId}/virtualMachines/3`]), stopped);
  });

  test('in Flexible mode cannot be captured as a whole', async () => {
    const path = 'GET virtualMachineScaleSets/edge';
    const flexible = { location, properties: { orchestrationMode: 'Flexible' } };
    answers[path] = ok(flexible);
    answers[`${path}/virtualMachines`] = refused(409, 'OperationNotAllowed');
    assert.equal(await codeOf(() => readMachine(scaleSet)), 'ScaleSetIsFlexible');
    answers[path] = ok({ location });
    assert.equal(await codeOf(() => readMachine(scaleSet)), 'OperationNotAllowed');
    answers[path] = refused(404, 'ResourceNotFound');
    assert.equal(await codeOf(() => readMachine(scaleSet)), 'ResourceNotFound');
  });
});

describe('a storage account', () => {
  const usual = {
    ...{ location: 'westeurope', kind: '', sku: '', allowSharedKeyAccess: true },
    isHnsEnabled: false,
    network: {
      ...{ publicAccess: 'Enabled', defaultAction: 'Allow', bypass: 'AzureServices' },
      openings: 0,
    },
  };

  test('has defaults for what the service leaves out', async () => {
    for (const more of [{}, { kind: null, sku: null, properties: null }, { properties: {} }]) {
      answers['GET storageAccounts/captures'] = ok({ location: 'westeurope', ...more });
      assert.deepEqual(await readStorageAccount(accountId), usual);
    }
  });

  test('counts what its network admits', async () => {
    const network = {
      bypass: 'None',
      defaultAction: 'Deny',
      ipRules: [1],
      virtualNetworkRules: [1, 2],
    };
    const properties = {
      ...{ allowSharedKeyAccess: false, isHnsEnabled: true, networkAcls: network },
      privateEndpointConnections: [1],
    };
    for (const [publicNetworkAccess, openings] of [
      ['Enabled', 4],
      ['Disabled', 1],
    ] as const) {
      answers['GET storageAccounts/captures'] = ok({
        ...{ location: 'x', kind: 'StorageV2', sku: { name: 'Standard_LRS' } },
        properties: { ...properties, publicNetworkAccess },
      });
      assert.deepEqual(await readStorageAccount(accountId), {
        ...{ location: 'x', kind: 'StorageV2', sku: 'Standard_LRS', isHnsEnabled: true },
        allowSharedKeyAccess: false,
        network: {
          ...{ publicAccess: publicNetworkAccess, defaultAction: 'Deny', bypass: 'None', openings },
        },
      });
    }
  });

  test('may be missing or hidden', async () => {
    const cases = [
      [404, 'missing'],
      [403, 'hidden'],
      [401, 'hidden'],
    ] as const;
    for (const [status, expected] of cases) {
      answers['GET storageAccounts/captures'] = refused(status, 'X');
      assert.equal(await readStorageAccount(accountId), expected);
    }
    answers['GET storageAccounts/captures'] = refused(400, 'BadRequest');
    assert.equal(await codeOf(() => readStorageAccount(accountId)), 'BadRequest');
  });
});

test('the status of a session is running until the service says otherwise', async () => {
  const session = { watcher, name: 's' };
  const cases: [body: object, seen: object][] = [
    [{}, { state: 'running' }],
    [{ packetCaptureStatus: 'Running', stopReason: 'x' }, { state: 'running' }],
    [
      { packetCaptureStatus: 'Running', captureStartTime: '2026-11-20T02:14:05.1234567Z' },
      { state: 'running', startedAt: '2026-11-20T02:14:05.123Z' },
    ],
    [{ packetCaptureStatus: 'Stopped' }, { state: 'stopped', errors: [] }],
    [{ packetCaptureStatus: 'Error' }, { state: 'stopped', errors: ['UnknownError'] }],
    [
      { packetCaptureStatus: 'Error', packetCaptureError: ['AgentStopped'], stopReason: 'Manual' },
      { state: 'stopped', errors: ['AgentStopped'], stopReason: 'Manual' },
    ],
  ];
  for (const [body, seen] of cases) {
    answers['POST networkWatchers/w/packetCaptures/s/queryStatus'] = ok(body);
    assert.deepEqual(await readStatus(session), seen);
  }
});

test('a list has the rows of all its pages', async () => {
  const url = armUrl(['subscriptions', vm.subscriptionId, 'providers', 'Microsoft.X', 'rows'], {});
  const nextLink = `${url.href}/2`;
  answers['GET rows'] = ok({ value: [1, 2], nextLink });
  answers['GET rows/2'] = ok({ value: [3], nextLink: null });
  assert.deepEqual(await armList(vm.subscriptionId, url), [1, 2, 3]);
  answers['GET rows/2'] = { status: 500, body: 'x'.repeat(400) };
  await assert.rejects(armList(vm.subscriptionId, url), {
    name: 'RestError',
    code: 'UnknownError',
    statusCode: 500,
    message: `"${'x'.repeat(299)}`,
  });
});

describe('ALLOWED_SCOPES', () => {
  const elsewhere = (id: string): string => id.replace('resourceGroups/rg', 'resourceGroups/x');
  const instance = `${setId}/virtualMachines/3`;
  const cases: [what: string, check: () => void, isAllowed: boolean][] = [
    ['a machine in them', () => requireMachine({ ...vm, id: vm.id.toUpperCase() }), true],
    ['a machine elsewhere', () => requireMachine({ ...vm, id: elsewhere(vm.id) }), false],
    ['named instances', () => requireMachine({ ...scaleSet, instances: ['edge_4'] }), true],
    ['an instance', () => requireMachine({ ...scaleSet, instances: [instance] }), true],
    [
      'an instance in another case',
      () => requireMachine({ ...scaleSet, instances: [instance.toUpperCase()] }),
      true,
    ],
    [
      'an instance of a set elsewhere',
      () => requireMachine({ ...scaleSet, instances: ['edge_4', elsewhere(instance)] }),
      false,
    ],
    [
      'an instance of another set',
      () => requireMachine({ ...scaleSet, instances: [instance.replace('edge', 'edge2')] }),
      false,
    ],
    ['the account of the settings', () => requireAccount(accountId.toUpperCase()), true],
    ['an account in them', () => requireAccount(`${accountId}2`), true],
    ['an account elsewhere', () => requireAccount(elsewhere(accountId)), false],
    ['their subscription', () => requireSubscription(vm.subscriptionId.toUpperCase()), true],
    ['another subscription', () => requireSubscription(vm.subscriptionId.replace('7', '8')), false],
  ];
  for (const [what, check, isAllowed] of cases) {
    test(`${isAllowed ? 'allow' : 'do not allow'} ${what}`, async () => {
      assert.equal(await codeOf(check), isAllowed ? 'none' : 'NotAllowed');
    });
  }
});
