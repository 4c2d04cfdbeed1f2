import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import type { Outcome } from '../src/captures/outcome.ts';
import { alertFor, newMachine } from './support/alerts.ts';
import { TestStack } from './support/test-stack.ts';

const stack = await TestStack.start({
  settings: { CAPTURE_TIME_LIMIT_SECONDS: '1', CAPTURE_INSTALL_AGENT: 'true' },
});
after(() => stack[Symbol.asyncDispose]());
const { client, simulator } = stack;

/** The storage account of the app. */
const account = 'devstoreaccount1';

async function outcomeOf(machine: string): Promise<{ outcome: Outcome; summary: string }> {
  const { view, notifications } = await stack.endOf(await client.postAlert(alertFor(machine)));
  assert.equal(notifications.length, 1);
  return { outcome: view.targets[0] as Outcome, summary: notifications[0]!.data.summary };
}

async function assertRefused(machine: string, code: string, words: RegExp): Promise<void> {
  const { outcome, summary } = await outcomeOf(machine);
  assert.ok(outcome.end === 'failed', summary);
  assert.equal(outcome.failure.code, code);
  assert.match(summary, words);
  assert.deepEqual(await simulator.sessionsOf(machine), [], 'nothing was created');
}

describe('before a capture is created', () => {
  const accounts: [what: string, description: object, code: string, words: RegExp][] = [
    [
      'in another region',
      { location: 'northeurope' },
      'StorageAccountInOtherRegion',
      /is in northeurope, and the machine in westeurope.*Name an account in westeurope/,
    ],
    [
      'that is premium',
      { sku: 'Premium_LRS', kind: 'BlockBlobStorage' },
      'StorageAccountUnsupported',
      /supports no premium storage.*Name a standard account/,
    ],
    [
      'that permits no shared keys',
      { allowSharedKeyAccess: false },
      'SharedKeyRefused',
      /does not permit shared keys.*--allow-shared-key-access true/,
    ],
    [
      'with a hierarchical namespace',
      { isHnsEnabled: true },
      'StorageAccountUnsupported',
      /hierarchical namespace/,
    ],
    [
      'without public network access',
      { publicNetworkAccess: 'Disabled' },
      'StorageNotReachable',
      /no public network access.*--public-network-access Enabled/,
    ],
    [
      'whose firewall allows no one',
      { networkAcls: { defaultAction: 'Deny', bypass: 'None' } },
      'StorageNotReachable',
      /firewall .*--bypass AzureServices/,
    ],
    ['that is not there', { missing: true }, 'StorageAccountNotFound', /no storage account/],
  ];
  for (const [what, description, code, words] of accounts) {
    test(`a storage account ${what} is refused with the reason`, async () => {
      await simulator.describeStorageAccount({ name: account, ...description });
      await assertRefused(newMachine('storage'), code, words);
      await simulator.describeStorageAccount({ name: account });
    });
  }

  test('a storage account that may not be read is left to the service', async () => {
    const match = { operation: 'storageAccounts.getProperties' };
    await simulator.addFault({ kind: 'refuse', status: 403, code: 'AuthorizationFailed', match });
    assert.equal((await outcomeOf(newMachine('unread'))).outcome.end, 'timeLimit');
    await simulator.describeStorageAccount({ name: account, location: 'northeurope' });
    const { outcome } = await outcomeOf(newMachine('unread-elsewhere'));
    assert.ok(outcome.end === 'failed');
    assert.deepEqual(
      [outcome.failure.step, outcome.failure.code],
      ['createCapture', 'StorageAccountNotSupported'],
    );
    await simulator.clearFaults();
    await simulator.describeStorageAccount({ name: account });
  });

  test('a stopped machine is reported, even when its agent is missing too', async () => {
    await simulator.describeMachine({ name: 'off', powerState: 'deallocated', agent: false });
    await assertRefused(newMachine('off'), 'VirtualMachineNotRunning', /Start the machine/);
  });

  test('a region without a watcher is reported', async () => {
    const subscriptionId = randomUUID();
    await simulator.describeWatcher({ region: 'westeurope', subscriptionId, state: 'absent' });
    const words = /az network watcher configure --locations westeurope/;
    await assertRefused(newMachine('unwatched', subscriptionId), 'WatcherNotFound', words);
  });

  test('a missing agent is installed, on Linux and Windows', async () => {
    const capture = async (os: string): Promise<void> => {
      const name = `bare-${os.toLowerCase()}`;
      await simulator.describeMachine({ name, agent: false, os });
      const machine = newMachine(name);
      const { outcome, summary } = await outcomeOf(machine);
      assert.equal(outcome.end, 'timeLimit', summary);
      const calls = await simulator.ledger({
        operation: 'virtualMachineExtensions.createOrUpdate',
      });
      const puts = calls.filter(({ path }) => path.toLowerCase().includes(machine));
      assert.equal(puts.length, 1);
      assert.equal(puts[0]?.action, 'Microsoft.Compute/virtualMachines/extensions/write');
    };
    await Promise.all(['Linux', 'Windows'].map(capture));
  });

  test('an agent whose extension failed has its own error', async () => {
    await simulator.describeMachine({ name: 'broken', agentState: 'Failed' });
    await assertRefused(newMachine('broken'), 'AgentFailed', /provisioning state is failed/);
  });

  test('on a scale set the agent is not installed, with the reason', async () => {
    const scaleSet = newMachine('bareset').replace('virtualmachines', 'virtualmachinescalesets');
    const instances = [{ instanceId: '0', agent: false }];
    await simulator.describeScaleSet({ id: scaleSet, instances });
    const words = /az vmss extension set .*does not do this: .*model of the scale set/;
    await assertRefused(scaleSet, 'AgentMissing', words);
  });

  test('an agent that may not be installed is reported', async () => {
    await simulator.describeMachine({ name: 'bare', agent: false });
    const match = { operation: 'virtualMachineExtensions.createOrUpdate' };
    const code = 'RequestDisallowedByPolicy';
    await simulator.addFault({ kind: 'refuse', status: 403, code, match });
    await assertRefused(newMachine('bare'), code, /failed in installAgent/);
    await simulator.clearFaults();
  });

  test("without the operator's consent the agent is not installed, and the error asks for it", async () => {
    await stack.killApp();
    await stack.startApp({ CAPTURE_INSTALL_AGENT: 'false' });
    await simulator.describeMachine({ name: 'left-bare', agent: false });
    await assertRefused(newMachine('left-bare'), 'AgentMissing', /az vm extension set/);
  });
});
