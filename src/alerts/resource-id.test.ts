import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { asVirtualMachine, parseResourceId } from './resource-id.ts';

const subscription = '/subscriptions/7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11';
const vm = `${subscription}/resourceGroups/rg-shop/providers/Microsoft.Compute/virtualMachines/vm-1`;

const nameOf = fc.stringMatching(/^[a-zA-Z0-9_-]{1,30}$/);

describe('a resource id', () => {
  test('of a virtual machine gives its parts', () => {
    const resource = parseResourceId(vm);
    assert(resource);
    assert.equal(resource.type, 'microsoft.compute/virtualmachines');
    assert.deepEqual(asVirtualMachine(resource), {
      id: vm,
      subscriptionId: '7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11',
      resourceGroup: 'rg-shop',
      name: 'vm-1',
    });
  });

  test('may end at the subscription or below a resource', () => {
    assert.deepEqual(parseResourceId(subscription), {
      id: subscription,
      subscriptionId: '7c1f4f0a-2b6d-4c1e-9a53-0d5c2f7e8b11',
    });
    const extension = parseResourceId(`${vm}/extensions/agent`);
    assert.equal(extension?.type, 'microsoft.compute/virtualmachines/extensions');
    assert.equal(asVirtualMachine(extension), undefined);
  });

  for (const wrong of [
    '',
    '/',
    'vm-1',
    vm.slice(1),
    `${vm}/`,
    `${vm}/extensions`,
    vm.replace('vm-1', '..'),
    vm.replace('vm-1', 'a?b'),
    vm.replace('vm-1', 'a%2Fb'),
    vm.replace('7c1f4f0a', 'nope'),
    vm.replace('7c1f4f0a', 'x7c1f4f0a'),
    vm.replace('0d5c2f7e8b11', '0d5c2f7e8b11x'),
    `${subscription}/resourceGroups/rg/machines/vm-1`,
    `${subscription}/resourceGroups/rg/providers/Microsoft.Compute`,
  ]) {
    test(`is refused: ${JSON.stringify(wrong)}`, () => {
      assert.equal(parseResourceId(wrong), undefined);
    });
  }

  test('is read in any letter case of its fixed parts', () => {
    fc.assert(
      fc.property(fc.uuid(), nameOf, nameOf, fc.boolean(), (id, group, name, lower) => {
        const text = `/subscriptions/${id}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`;
        const parsed = parseResourceId(lower ? text.toLowerCase() : text);
        assert.equal(parsed?.type, 'microsoft.compute/virtualmachines');
        assert.equal(parsed.name?.toLowerCase(), name.toLowerCase());
      }),
    );
  });

  test('never throws, and never lets a segment escape a request path', () => {
    const pieces = fc.oneof(
      fc.string(),
      fc.constantFrom('subscriptions', 'providers', '..', '%2e'),
    );
    fc.assert(
      fc.property(fc.array(pieces), fc.uuid(), (segments, id) => {
        const parsed = parseResourceId(['/subscriptions', id, ...segments].join('/'));
        assert.doesNotMatch(`${parsed?.resourceGroup ?? ''}${parsed?.name ?? ''}`, /[/?#%]/);
      }),
    );
  });
});
