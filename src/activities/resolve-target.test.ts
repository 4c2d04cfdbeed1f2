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
