import * as v from 'valibot';
import type { Machine } from '../alerts/target.ts';
import { armGet, armPut } from '../azure/arm-request.ts';
import { statusCodeOf } from '../azure/errors.ts';
import { StepError } from '../captures/failure.ts';

const version = 'api-version=2024-07-01';

const extension = v.object({
  properties: v.nullish(v.object({ provisioningState: v.nullish(v.string(), '') })),
});

const machine = v.object({
  location: v.string(),
  properties: v.object({
    storageProfile: v.nullish(
      v.object({ osDisk: v.nullish(v.object({ osType: v.nullish(v.string()) })) }),
    ),
  }),
});

/**
 * Has the Network Watcher agent installed on a virtual machine, and looks how far that is. Called again
 * until it is `installed`. Source: "Manage the Network Watcher Agent extension",
 * learn.microsoft.com/azure/network-watcher/network-watcher-agent-manage.
 *
 * @throws {StepError} `AgentInstallFailed`.
 */
export async function installAgent(vm: Machine): Promise<'installing' | 'installed'> {
  const path = `${vm.id}/extensions/AzureNetworkWatcherExtension?${version}`;
  const state = await readState(vm, path);
  if (state === 'Succeeded') return 'installed';
  if (state === 'Failed' || state === 'Canceled') {
    throw new StepError(
      'AgentInstallFailed',
      `The Network Watcher agent could not be installed on ${vm.name}: the state of the extension is ${state}.`,
      'Look at the extensions of the machine in the portal; remove this one to have it installed again.',
    );
  }
  if (state === undefined) await install(vm, path);
  return 'installing';
}

async function readState(vm: Machine, path: string): Promise<string | undefined> {
  try {
    const body = await armGet(vm.subscriptionId, path);
    return v.parse(extension, body).properties?.provisioningState ?? '';
  } catch (error) {
    if (statusCodeOf(error) === 404) return undefined;
    throw error;
  }
}

async function install(vm: Machine, path: string): Promise<void> {
  const body = await armGet(vm.subscriptionId, `${vm.id}?${version}`);
  const { location, properties } = v.parse(machine, body);
  const system = properties.storageProfile?.osDisk?.osType ?? 'Linux';
  await armPut(vm.subscriptionId, path, {
    location,
    properties: {
      publisher: 'Microsoft.Azure.NetworkWatcher',
      type: `NetworkWatcherAgent${system}`,
      typeHandlerVersion: '1.4',
      autoUpgradeMinorVersion: true,
    },
  });
}
