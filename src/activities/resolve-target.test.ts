import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { toFailure } from '../azure/errors.ts';
import type { FakeAnswer, FakeArm } from '../test-support/fake-arm.ts';
import { startFakeArm } from '../test-support/fake-arm.ts';
import { resolveTarget } from './resolve-target.ts';

const subscription = (n: number): string => `7c1f4f0a-2b6d-4c1e-9a53-00000000000${n}`;
const machine = (n: number, name: string, computerName = ''): object => ({
  id: `/subscriptions/${subscription(n)}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}`,
  name,
  properties: { osProfile: { computerName } },
});
const page = (value: object[], nextLink?: string): FakeAnswer => ({
  status: 200,
  body: { value, ...(nextLink && { nextLink }) },
});
const forbidden: FakeAnswer = {
  status: 403,
  body: { error: { code: 'AuthorizationFailed', message: 'No.' } },
};

let arm: FakeArm;
/** Lists of machines, in the order of the requests. */
let lists: FakeAnswer[] = [];
let subscriptions: FakeAnswer;

before(async () => {
  arm = await startFakeArm((asked) =>
    asked.endsWith('/subscriptions') ? subscriptions : lists.shift(),
  );
  process.env.LOCAL_ARM_ENDPOINT = arm.url;
  process.env.CAPTURE_STORAGE_ACCOUNT_ID =
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/captures';
});
after(() => arm.close());
beforeEach(() => {
  subscriptions = page([]);
});

const resolve = (name: string): ReturnType<typeof resolveTarget> =>
  resolveTarget({ id: name, name, subscriptionIds: [subscription(1)] });

async function failureOf(name: string): Promise<ReturnType<typeof toFailure>> {
  try {
    await resolve(name);
  } catch (error) {
    return toFailure(error, 'resolveTarget');
  }
  throw new assert.AssertionError({ message: 'It did not fail.' });
}

describe('a computer is found', () => {
  for (const [how, name] of [
    ['by the name of its resource', 'VM-1'],
    ['by the name that it gives itself', 'web-03'],
    ['with its domain', 'web-03.shop.example'],
  ] as const) {
    test(how, async () => {
      lists = [page([machine(1, 'vm-1', 'WEB-03'), machine(1, 'vm-2', 'web-030')])];
      assert.equal((await resolve(name)).name, 'vm-1');
    });
  }

  test('on a further page', async () => {
    const next = `https://management.azure.com/subscriptions/${subscription(1)}/providers/Microsoft.Compute/virtualMachines?$skiptoken=x`;
    lists = [page([machine(1, 'vm-1')], next), page([machine(1, 'vm-2')])];
    assert.equal((await resolve('vm-2')).name, 'vm-2');
  });

  test('in another subscription, although one of them may not be read', async () => {
    subscriptions = page([{ subscriptionId: subscription(2) }]);
    lists = [forbidden, page([machine(2, 'vm-1')])];
    assert.equal((await resolve('vm-1')).subscriptionId, subscription(2));
  });
});

describe('an instance of a scale set in Uniform mode is found by its computer', () => {
  const setId = (name: string): string =>
    `/subscriptions/${subscription(1)}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`;
  const scaleSet = (name: string, computerNamePrefix?: string): object => ({
    id: setId(name),
    properties: { virtualMachineProfile: { osProfile: { computerNamePrefix } } },
  });
  const instance = (set: string, number: number, computerName: string): object => ({
    id: `${setId(set)}/virtualMachines/${number}`,
    name: `${set}_${number}`,
    properties: { osProfile: { computerName } },
  });
  const noMachines = page([]);

  test('among the instances of the sets with such names only', async () => {
    arm.asked.length = 0;
    lists = [
      noMachines,
      page([scaleSet('edge', 'Edge'), scaleSet('edges', 'edge0'), scaleSet('flexible')]),
      page([instance('edge', 9, 'edge000009'), instance('edge', 10, 'edge00000A')]),
    ];
    assert.partialDeepStrictEqual(await resolve('EDGE00000a.shop.example'), {
      id: setId('edge'),
      instances: [`${setId('edge')}/virtualMachines/10`],
    });
    assert.deepEqual(arm.asked.slice(-1), ['GET virtualMachineScaleSets/edge/virtualMachines']);
  });

  test('but not where a virtual machine has this name', async () => {
    lists = [page([machine(1, 'edge000001')]), page([scaleSet('edge', 'edge')])];
    assert.equal((await resolve('edge000001')).name, 'edge000001');
    assert.equal(lists.length, 1);
  });

  test('and refused when several have this name, all of which are listed', async () => {
    lists = [
      noMachines,
      page([scaleSet('blue', 'edge'), scaleSet('green', 'edge')]),
      page([instance('blue', 1, 'edge000001')]),
      page([instance('green', 1, 'edge000001')]),
    ];
    const { code, message } = await failureOf('edge000001');
    assert.equal(code, 'ComputerAmbiguous');
    for (const set of ['blue', 'green'])
      assert.ok(message.includes(`${setId(set)}/virtualMachines/1`));
  });

  test('and unknown when the set has no such instance any more', async () => {
    lists = [noMachines, page([scaleSet('edge', 'edge')]), page([])];
    assert.equal((await failureOf('edge000001')).code, 'ComputerNotFound');
  });
});

test('a computer without a subscription is looked up in those that the app may read', async () => {
  subscriptions = page([{ subscriptionId: subscription(2) }]);
  lists = [page([machine(2, 'vm-1')])];
  const found = await resolveTarget({ id: 'vm-1', name: 'vm-1', subscriptionIds: [] });
  assert.equal(found.subscriptionId, subscription(2));
});

describe('a computer is refused', () => {
  test('when several have its name, all of which are listed', async () => {
    lists = [page([machine(1, 'vm-1'), machine(1, 'vm-2', 'vm-1')])];
    const { code, message } = await failureOf('vm-1');
    assert.equal(code, 'ComputerAmbiguous');
    assert.match(message, /^2 virtual machines .*virtualMachines\/vm-1, .*virtualMachines\/vm-2/);
  });

  test('when none has its name', async () => {
    lists = [page([machine(1, 'vm-10')])];
    assert.equal((await failureOf('vm-1')).code, 'ComputerNotFound');
  });

  test('but only for now, when the service is busy', async () => {
    lists = [{ status: 429, body: {}, headers: { 'retry-after': '3' } }];
    assert.partialDeepStrictEqual(await failureOf('vm-1'), {
      transient: true,
      retryAfterSeconds: 3,
    });
  });
});
