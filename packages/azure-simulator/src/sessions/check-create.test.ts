import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as v from 'valibot';
import { ScaleSetDescription } from '../descriptions/scale-set.ts';
import { StorageAccountDescription } from '../descriptions/storage-account.ts';
import { VirtualMachineDescription } from '../descriptions/virtual-machine.ts';
import { ORDINARY_WATCHER } from '../descriptions/watcher.ts';
import { openDatabase } from '../store/database.ts';
import { DescriptionStore } from '../store/description-store.ts';
import { World } from '../store/world.ts';
import { checkStorage, checkTarget, findAccount, type Target } from './check-create.ts';
import { parseCreateBody } from './create-body.ts';

const group = '/subscriptions/s/resourceGroups/g/providers';
const machine = `${group}/Microsoft.Compute/virtualMachines/v`;
const set = `${group}/Microsoft.Compute/virtualMachineScaleSets/v`;
const account = `${group}/Microsoft.Storage/storageAccounts/a`;

const properties = (change: object = {}) =>
  parseCreateBody({
    properties: { target: machine, storageLocation: { storageId: account }, ...change },
  });

const newWorld = () => new World(new DescriptionStore(openDatabase()));

describe('a virtual machine', () => {
  const check = (description: object, target = machine): Target => {
    const world = newWorld();
    world.describeMachine(v.parse(VirtualMachineDescription, { name: 'v', ...description }));
    return checkTarget(world, ORDINARY_WATCHER, properties({ target }), 10);
  };

  test('that runs with the agent is captured at its address', () => {
    const expected = { localAddress: '10.1.2.3' };
    assert.deepEqual(check({ privateIpAddress: '10.1.2.3', location: 'West Europe' }), expected);
    const ready = { agent: false, agentReadyAt: 10, privateIpAddress: '10.1.2.3' };
    assert.deepEqual(check(ready), expected);
    assert.deepEqual(
      check(
        { privateIpAddress: '10.1.2.3' },
        machine.replace('virtualMachines', 'VIRTUALMACHINES'),
      ),
      expected,
    );
  });

  const refused: [description: object, status: number, code: string, message: RegExp][] = [
    [
      { missing: true },
      404,
      'ResourceNotFound',
      /^The Resource 'Microsoft\.Compute\/virtualMachines\/v' under resource group 'g' was not found/,
    ],
    [
      { location: 'uksouth' },
      400,
      'TargetRegionMismatch',
      /^The target 'v' is in 'uksouth', but the network watcher is in 'westeurope'\.$/,
    ],
    [
      { powerState: 'stopped' },
      400,
      'VirtualMachineNotRunning',
      /^The virtual machine 'v' is not running\. Current state: stopped\.$/,
    ],
    [
      { agentState: 'Updating' },
      400,
      'NetworkWatcherAgentNotInstalled',
      /^The Network Watcher Agent extension is not installed on 'v'\.$/,
    ],
    [{ agentReadyAt: 11 }, 400, 'NetworkWatcherAgentNotInstalled', /'v'/],
  ];
  for (const [description, status, code, message] of refused) {
    test(`with ${JSON.stringify(description)} is refused`, () => {
      assert.throws(() => check(description), { status, code, message });
    });
  }

  test('is not any other resource', () => {
    assert.throws(() => check({}, account), {
      ...{ status: 400, code: 'InvalidTarget' },
      message: `The target '${account}' is neither a virtual machine nor a virtual machine scale set.`,
    });
  });
});

describe('a scale set', () => {
  const check = (description: object, scope: object = {}): Target => {
    const world = newWorld();
    world.describeScaleSet(v.parse(ScaleSetDescription, { name: 'v', ...description }));
    return checkTarget(world, ORDINARY_WATCHER, properties({ target: set, scope }), 0);
  };
  const id = (number: string) => `${set}/virtualMachines/${number}`;
  const none = { include: [], exclude: [] };

  test('is captured at its instances that run with the agent', () => {
    assert.deepEqual(check({}), {
      localAddress: '10.0.0.4',
      instances: ['0', '1', '2'],
      scope: none,
    });
    const instances = [
      { instanceId: '0', powerState: 'stopped' },
      { instanceId: '1', agent: false },
      { instanceId: '2', agentState: 'Failed' },
      { instanceId: '3' },
    ];
    assert.deepEqual(check({ instances }).instances, ['3']);
  });

  for (const [scope, instances, full] of [
    [{ include: ['0', 'v_2'] }, ['0', '2'], { include: [id('0'), id('2')], exclude: [] }],
    [{ exclude: [id('1')] }, ['0', '2'], { include: [], exclude: [id('1')] }],
    [
      { include: ['0', '1'], exclude: ['1'] },
      ['0'],
      { include: [id('0'), id('1')], exclude: [id('1')] },
    ],
  ] as const) {
    test(`is captured in the scope ${JSON.stringify(scope).replaceAll(set, '…')}`, () => {
      const found = check({}, scope);
      assert.deepEqual([found.instances, found.scope], [instances, full]);
    });
  }

  for (const [description, scope, status, code] of [
    [{ missing: true }, {}, 404, 'ResourceNotFound'],
    [{ location: 'uksouth' }, {}, 400, 'TargetRegionMismatch'],
    [{ instances: [] }, {}, 400, 'NetworkWatcherAgentNotInstalled'],
    [{}, { include: ['9', 'w_0'] }, 400, 'NetworkWatcherAgentNotInstalled'],
  ] as const) {
    test(`with ${JSON.stringify([description, scope])} is refused`, () => {
      assert.throws(() => check(description, scope), { status, code });
    });
  }
});

describe('the storage of a capture', () => {
  const worldWith = (description: object): World => {
    const world = newWorld();
    world.describeStorageAccount(v.parse(StorageAccountDescription, { name: 'A', ...description }));
    return world;
  };
  const check = (description: object) =>
    checkStorage(worldWith(description), ORDINARY_WATCHER, properties());

  test('is an account of its region, or a file on the machine', () => {
    check({ location: 'West Europe' });
    const local = properties({ storageLocation: { filePath: '/a' } });
    checkStorage(worldWith({ missing: true }), ORDINARY_WATCHER, local);
    assert.equal(findAccount(worldWith({}), local), undefined);
    assert.equal(findAccount(worldWith({ sku: 'S' }), properties())?.sku, 'S');
  });

  const refused: [description: object, message: string][] = [
    [{ location: 'uksouth' }, "is in 'uksouth', not in the target's region 'westeurope'"],
    [{ sku: 'Premium_ZRS' }, 'is Premium, which packet capture does not support'],
    [{ allowSharedKeyAccess: false }, 'does not permit shared key access'],
  ];
  for (const [description, message] of refused) {
    test(`is refused with ${JSON.stringify(description)}`, () => {
      assert.throws(() => check(description), {
        ...{ status: 400, code: 'StorageAccountNotSupported' },
        message: `The storage account 'A' ${message}.`,
      });
    });
  }

  test('has to exist, and to be an account', () => {
    for (const [world, storageId] of [
      [worldWith({ missing: true }), account],
      [newWorld(), machine],
    ] as const) {
      const capture = properties({ storageLocation: { storageId } });
      assert.throws(() => findAccount(world, capture), {
        ...{ status: 400, code: 'StorageAccountNotFound' },
        message: `The storage account '${storageId}' was not found.`,
      });
    }
  });
});
