import { parseResourceId } from '../alerts/resource-id.ts';
import type { Machine } from '../alerts/target.ts';
import { requireAccount, requireMachine } from '../azure/allowed.ts';
import { networkClient } from '../azure/network-client.ts';
import type { VirtualMachine } from '../azure/read-machine.ts';
import { readMachine } from '../azure/read-machine.ts';
import { sideBySide } from '../azure/side-by-side.ts';
import { readStorageAccount } from '../azure/read-storage-account.ts';
import { checkStorage } from '../azure/check-storage.ts';
import { StepError } from '../captures/failure.ts';
import { checkAgent } from './check-agent.ts';
import type { Watcher } from '../captures/session.ts';
import { normalizeLocation } from '../captures/session.ts';

export interface WatcherRequest {
  vm: Machine;
  /** Absent if the file stays on the machine. */
  storageAccountId?: string;
}

/**
 * Finds the Network Watcher of a machine's region. First checks, as far as possible in advance, that the
 * machine can be captured and the capture can be stored.
 *
 * @throws {StepError} `NotAllowed`, `VirtualMachineNotRunning`, `WatcherNotFound`, or as {@link checkAgent} and {@link checkStorage}.
 */
export async function resolveWatcher({ vm, storageAccountId }: WatcherRequest): Promise<Watcher> {
  requireMachine(vm);
  if (storageAccountId !== undefined) requireAccount(storageAccountId);
  const [machine, watchers, account] = await sideBySide(
    () => readMachine(vm),
    () => listWatchers(vm.subscriptionId),
    async () => (storageAccountId === undefined ? undefined : readStorageAccount(storageAccountId)),
  );
  checkMachine(vm, machine);
  const location = normalizeLocation(machine.location);
  const watcher = watchers.find((one) => one.location === location);
  if (watcher === undefined) {
    throw new StepError(
      'WatcherNotFound',
      `There is no Network Watcher in ${location} in the subscription ${vm.subscriptionId}.`,
      `Enable it: az network watcher configure --locations ${location} --enabled true --resource-group NetworkWatcherRG`,
    );
  }
  if (storageAccountId !== undefined && account !== undefined) {
    checkStorage(storageAccountId, account, location);
  }
  return watcher;
}

function checkMachine(vm: Machine, machine: VirtualMachine): void {
  if (machine.powerState !== undefined && machine.powerState !== 'running') {
    throw new StepError(
      'VirtualMachineNotRunning',
      `${vm.name} is not running: its power state is ${machine.powerState}.`,
      'Start the machine; the next alert will be captured.',
    );
  }
  checkAgent(vm, machine.agent);
}

async function listWatchers(subscriptionId: string): Promise<Watcher[]> {
  const client = await networkClient(subscriptionId);
  const watchers: Watcher[] = [];
  for await (const { id = '', name = '', location = '' } of client.networkWatchers.listAll()) {
    const resourceGroup = parseResourceId(id)?.resourceGroup ?? '';
    watchers.push({
      id,
      subscriptionId,
      resourceGroup,
      name,
      location: normalizeLocation(location),
    });
  }
  return watchers;
}
