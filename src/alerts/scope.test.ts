import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isStorageAccountId, isWithin } from './scope.ts';

const group = '/subscriptions/4b1d6c1e-30a5-4c57-8f0e-6a2f9be0d7a1/resourcegroups/shop';
const machine = `${group}/providers/microsoft.compute/virtualmachines/web-01`;

describe('a resource is within a scope', () => {
  const cases: [what: string, scopes: string[], id: string, expected: boolean][] = [
    ['when it is in the group', [group], machine, true],
    ['when it is the group itself', [group], group, true],
    ['in any letter case', [group], machine.toUpperCase(), true],
    ['when one of several scopes contains it', [`${group}2`, group], machine, true],
    ['when no scopes are given', [], machine, true],
    ['but not when only the names begin alike', [group], machine.replace('shop', 'shop2'), false],
    ['but not when it contains the scope', [machine], group, false],
  ];
  for (const [what, scopes, id, expected] of cases) {
    test(what, () => assert.equal(isWithin(scopes, id), expected));
  }
});

describe('the id of a storage account', () => {
  const id = `${group}/providers/Microsoft.Storage/storageAccounts/captures01`;
  for (const right of [id, id.toUpperCase()]) {
    test(`is ${right}`, () => assert.equal(isStorageAccountId(right), true));
  }
  for (const wrong of [
    'captures01',
    `x${id}`,
    `${id}/blobServices/default`,
    id.replace('captures01', 'ab'),
    id.replace('captures01', 'a'.repeat(25)),
    id.replace('captures01', 'cap-tures'),
    id.replace('Microsoft.Storage', 'Microsoft_Storage'),
    id.replace('/resourcegroups/shop', ''),
  ]) {
    test(`is not ${wrong}`, () => assert.equal(isStorageAccountId(wrong), false));
  }
});
