import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import { sameRegion } from './region.ts';
import { ORDINARY_SCALE_SET, ScaleSetDescription } from './scale-set.ts';
import { ordinaryAccount, StorageAccountDescription } from './storage-account.ts';
import {
  agentState,
  hasAgent,
  ORDINARY_MACHINE,
  VirtualMachineDescription,
} from './virtual-machine.ts';
import { ORDINARY_WATCHER, watcherKey, watcherName, WatcherDescription } from './watcher.ts';

const running = { powerState: 'running', agent: true, agentState: 'Succeeded' };
const networkAcls = {
  ...{ bypass: 'AzureServices', defaultAction: 'Allow', ipRules: [], virtualNetworkRules: [] },
};

test('what is not described is ordinary', () => {
  assert.deepEqual(ORDINARY_MACHINE, {
    ...{ name: '*', location: 'westeurope', ...running, os: 'Linux' },
    ...{ privateIpAddress: '10.0.0.4', missing: false },
  });
  assert.deepEqual(ORDINARY_SCALE_SET, {
    ...{ name: '*', location: 'westeurope', os: 'Linux', orchestrationMode: 'Uniform' },
    instances: ['0', '1', '2'].map((instanceId) => ({ instanceId, ...running })),
    missing: false,
  });
  assert.deepEqual(ordinaryAccount('a'), {
    ...{ name: 'a', location: 'westeurope', sku: 'Standard_LRS', kind: 'StorageV2' },
    ...{ allowSharedKeyAccess: true, publicNetworkAccess: 'Enabled', networkAcls },
    ...{ isHnsEnabled: false, missing: false },
  });
  assert.deepEqual(ORDINARY_WATCHER, {
    ...{ region: 'westeurope', state: 'present', resourceGroup: 'NetworkWatcherRG' },
    sessionLimit: 10000,
  });
});

// Microsoft.Compute: instance views of virtual machines, and provisioning states of extensions.
const powerStates = ['running', 'starting', 'stopping', 'stopped', 'deallocating', 'deallocated'];
const states = ['Succeeded', 'Failed', 'Canceled', 'Creating', 'Updating', 'Deleting'];

describe('a description', () => {
  const machine = { ...ORDINARY_MACHINE, os: 'Windows', computerName: 'C', scaleSet: '/s' };
  const set = { ...ORDINARY_SCALE_SET, name: 'n' };
  const valid: [schema: v.GenericSchema, descriptions: object[]][] = [
    [
      VirtualMachineDescription,
      [
        ...powerStates.map((powerState) => ({ ...machine, powerState })),
        ...states.map((each) => ({ ...machine, agentState: each, agentReadyAt: 5 })),
      ],
    ],
    [
      ScaleSetDescription,
      [
        ...['Uniform', 'Flexible'].map((orchestrationMode) => ({ ...set, orchestrationMode })),
        ...powerStates.map((powerState) => ({
          ...{ ...set, os: 'Windows' },
          instances: [{ ...running, instanceId: '7', powerState }],
        })),
      ],
    ],
    [
      StorageAccountDescription,
      [
        ...['Enabled', 'Disabled', 'SecuredByPerimeter'].map((publicNetworkAccess) => ({
          ...ordinaryAccount('a'),
          publicNetworkAccess,
        })),
        {
          ...ordinaryAccount('a'),
          networkAcls: {
            ...{
              bypass: 'None',
              defaultAction: 'Deny',
              ipRules: [{ value: '1.2.3.4', action: 'a' }],
            },
            virtualNetworkRules: [{ id: '/n', state: 's' }],
          },
        },
      ],
    ],
    [
      WatcherDescription,
      ['present', 'absent', 'provisioning'].map((state) => ({
        ...{ ...ORDINARY_WATCHER, state, name: 'n', subscriptionId: 's', sessionLimit: 0 },
      })),
    ],
  ];
  test('keeps what it says', () => {
    for (const [schema, descriptions] of valid) {
      for (const description of descriptions) {
        assert.deepEqual(v.parse(schema, description), description);
      }
    }
  });

  const wrong: [schema: v.GenericSchema, description: object][] = [
    ...[{}, { id: '/m', name: 'm' }, { name: 'm', powerState: 'on' }, { name: 'm', other: 1 }].map(
      (description): [v.GenericSchema, object] => [VirtualMachineDescription, description],
    ),
    [VirtualMachineDescription, { name: 'm', privateIpAddress: '::1' }],
    [VirtualMachineDescription, { name: 'm', os: 'BSD' }],
    [VirtualMachineDescription, { name: 'm', agentState: 'On' }],
    [ScaleSetDescription, {}],
    [ScaleSetDescription, { id: '/s', name: 's' }],
    [ScaleSetDescription, { name: 's', orchestrationMode: 'Other' }],
    [ScaleSetDescription, { name: 's', os: 'BSD' }],
    [ScaleSetDescription, { name: 's', instances: [{}] }],
    [ScaleSetDescription, { name: 's', instances: [{ instanceId: '1', agentState: 'On' }] }],
    [StorageAccountDescription, {}],
    [StorageAccountDescription, { name: 'a', publicNetworkAccess: 'On' }],
    [StorageAccountDescription, { name: 'a', networkAcls: { defaultAction: 'Other' } }],
    [StorageAccountDescription, { name: 'a', networkAcls: { ipRules: [{}] } }],
    [WatcherDescription, {}],
    [WatcherDescription, { region: 'r', state: 'other' }],
    [WatcherDescription, { region: 'r', sessionLimit: -1 }],
    [WatcherDescription, { region: 'r', sessionLimit: 0.5 }],
  ];
  for (const [index, [schema, description]] of wrong.entries()) {
    test(`that is wrong is refused (${index}): ${JSON.stringify(description)}`, () => {
      assert.equal(v.safeParse(schema, description).success, false);
    });
  }

  test('says that it needs either an id or a name', () => {
    for (const schema of [VirtualMachineDescription, ScaleSetDescription]) {
      assert.equal(v.safeParse(schema, {}).issues?.[0].message, 'either id or name');
    }
  });
});

test('a region has its name in any spelling', () => {
  assert.equal(v.parse(WatcherDescription, { region: 'UK South 2' }).region, 'uksouth2');
  assert.deepEqual(
    [sameRegion('UK South', 'uksouth'), sameRegion('uksouth', 'ukwest')],
    [true, false],
  );
});

test('a watcher has the name that it is given, or that Azure chooses', () => {
  assert.equal(watcherName(ORDINARY_WATCHER), 'NetworkWatcher_westeurope');
  assert.equal(watcherName({ ...ORDINARY_WATCHER, name: 'own' }), 'own');
  assert.equal(watcherKey('UK South', 'Sub'), 'uksouth sub');
  assert.equal(watcherKey('uksouth'), 'uksouth *');
});

test('an agent that is being installed is ready at its time', () => {
  const installing = { ...ORDINARY_MACHINE, agent: false, agentReadyAt: 10 };
  const failed = { ...ORDINARY_MACHINE, agentState: 'Failed' as const };
  assert.deepEqual(
    [
      ...[agentState(installing, 9), agentState(installing, 10), agentState(failed, 0)],
      agentState({ ...ORDINARY_MACHINE, agent: false }, 0),
    ],
    ['Creating', 'Succeeded', 'Failed', undefined],
  );
  assert.deepEqual(
    [hasAgent(installing, 9), hasAgent(installing, 10), hasAgent(failed, 0)],
    [false, true, false],
  );
});
