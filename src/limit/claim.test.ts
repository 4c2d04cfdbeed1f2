import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { machine } from '../test-support/run-capture.ts';
import { covers, keyOf, machineOf } from './claim.ts';

const set = {
  ...machine,
  id: machine.id.replace('virtualMachines', 'virtualMachineScaleSets'),
};
const instances = [`${set.id}/virtualMachines/4`];

describe('the key of a machine', () => {
  test('of a virtual machine is its id', () => {
    assert.deepEqual(keyOf(machine), { id: machine.id });
    assert.deepEqual(machineOf(keyOf(machine)), machine);
  });

  test('of a scale set also has the instances', () => {
    assert.deepEqual(keyOf({ ...set, instances }), { id: set.id, instances });
    for (const some of [instances, []]) {
      assert.deepEqual(machineOf({ id: set.id, instances: some }), { ...set, instances: some });
    }
  });

  test('names no machine when its id is that of another resource, or none', () => {
    for (const id of ['/vm/a', machine.id.replace('virtualMachines', 'disks')]) {
      assert.equal(machineOf({ id }), undefined);
    }
  });
});

describe('a capture includes', () => {
  const key = (...names: string[]): { id: string; instances: string[] } => ({
    id: set.id,
    instances: names,
  });
  const cases: [what: string, ...Parameters<typeof covers>, expected: boolean][] = [
    ['its machine, in any letter case', { id: '/vm/a' }, { id: '/VM/A' }, true],
    ['no other machine', { id: '/vm/a' }, { id: '/vm/b' }, false],
    ['an instance of the whole set', key(), key('/1'), true],
    ['its instances, in any letter case', key('/A', '/b'), key('/a', '/B'), true],
    ['not one instance of two', key('/a'), key('/a', '/b'), false],
    ['not the whole set', key('/a'), key(), false],
  ];
  for (const [what, captured, wanted, expected] of cases) {
    test(what, () => assert.equal(covers(captured, wanted), expected));
  }
});
