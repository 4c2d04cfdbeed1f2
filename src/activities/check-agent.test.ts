import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from '../alerts/target.ts';
import { StepError } from '../captures/failure.ts';
import { checkAgent } from './check-agent.ts';

const vm: Machine = {
  id: '/subscriptions/s/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web',
  subscriptionId: 's',
  resourceGroup: 'shop',
  name: 'web',
};
const scaleSet: Machine = {
  ...vm,
  id: '/subscriptions/s/resourceGroups/shop/providers/Microsoft.Compute/virtualMachineScaleSets/edge',
  name: 'edge',
  instances: [],
};

test('an agent that works is enough', () => {
  checkAgent(vm, 'ready');
});

for (const [machine, state, code, advice] of [
  [
    vm,
    'missing',
    'AgentMissing',
    /az vm extension set --ids .*virtualMachines\/web .*CAPTURE_INSTALL_AGENT/,
  ],
  [
    scaleSet,
    'missing',
    'AgentMissing',
    /az vmss extension set -g shop --vmss-name edge .*does not do this: .*model/,
  ],
  [vm, 'updating', 'AgentUpdating', /next alert will be captured/],
  [vm, 'failed', 'AgentFailed', /Remove AzureNetworkWatcherExtension/],
] as const) {
  test(`an agent that is ${state} on ${machine.name} gives ${code}`, () => {
    assert.throws(
      () => checkAgent(machine, state),
      (error) => error instanceof StepError && error.code === code && advice.test(error.advice),
    );
  });
}
