import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ScaleSetId } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import { toFailure } from '../azure/errors.ts';
import type { FakeAnswer, FakeArm } from '../test-support/fake-arm.ts';
import { startFakeArm } from '../test-support/fake-arm.ts';
import { resolveTarget } from './resolve-target.ts';

const subscriptionId = '7c1f4f0a-2b6d-4c1e-9a53-000000000001';
const compute = `/subscriptions/${subscriptionId}/resourceGroups/shop/providers/Microsoft.Compute`;
const setId = `${compute}/virtualMachineScaleSets/edge`;

let arm: FakeArm;
let instances: FakeAnswer;
let machines: FakeAnswer;

const list = (...value: object[]): FakeAnswer => ({ status: 200, body: { value } });
const machine = (name: string, computerName: string, set?: string): object => ({
  id: `${compute}/virtualMachines/${name}`,
  name,
  properties: {
    osProfile: { computerName },
    ...(set !== undefined && { virtualMachineScaleSet: { id: set } }),
  },
});
/** The service does not list the instances of a scale set in Flexible mode. */
const refused: FakeAnswer = {
  status: 400,
  body: {
    error: {
      code: 'BadRequest',
      message:
        "Operation 'VirtualMachineScaleSets.virtualMachines.GET' is not allowed on Virtual Machine Scale Set",
    },
  },
};

before(async () => {
  arm = await startFakeArm((asked) => {
    if (/virtualMachineScaleSets\/edge\/virtualMachines$/i.test(asked)) return instances;
    return /^GET virtualMachines$/i.test(asked) ? machines : undefined;
  });
  process.env.LOCAL_ARM_ENDPOINT = arm.url;
  process.env.CAPTURE_STORAGE_ACCOUNT_ID = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures`;
});
after(() => arm.close());

const resolve = async (name: string): Promise<string[]> => {
  const set: ScaleSetId = {
    id: setId,
    subscriptionId,
    resourceGroup: 'shop',
    name: 'edge',
    instances: [name],
  };
  const found = await resolveTarget(set);
  return isScaleSet(found) ? found.instances : [found.id];
};

describe('an instance of a scale set in Uniform mode is found', () => {
  const instance = (id: string): object => ({
    id: `${setId}/virtualMachines/${id}`,
    name: `edge_${id}`,
    properties: { instanceView: { computerName: `edge00000${id}` } },
  });
  for (const [how, name] of [
    ['by its name', 'edge_4'],
    ['by the name of its computer', 'EDGE000004'],
    ['by the name of its computer with a domain', 'edge000004.shop.example'],
  ] as const) {
    test(how, async () => {
      [instances, machines] = [list(instance('1'), instance('4')), list()];
      assert.deepEqual(await resolve(name), [`${setId}/virtualMachines/4`]);
    });
  }
});

describe('an instance of a scale set in Flexible mode is a virtual machine, and is found', () => {
  const member = machine('edge_a1b2c3d4', 'edgeA1B2', setId.toUpperCase());
  for (const [how, name] of [
    ['by its name', 'edge_a1b2c3d4'],
    ['by the name of its computer', 'edgea1b2'],
  ] as const) {
    for (const answer of [refused, list(), { status: 404, body: {} }]) {
      test(`${how}, when the list of instances answers ${answer.status}`, async () => {
        [instances, machines] = [answer, list(machine('other', 'other'), member)];
        assert.deepEqual(await resolve(name), [`${compute}/virtualMachines/edge_a1b2c3d4`]);
      });
    }
  }

  test('but not in another set', async () => {
    instances = refused;
    machines = list(machine('edge_a1b2c3d4', 'x', setId.replace('edge', 'other')));
    await assert.rejects(
      () => resolve('edge_a1b2c3d4'),
      (error) => toFailure(error, 'resolveTarget').code === 'InstanceNotFound',
    );
  });
});
