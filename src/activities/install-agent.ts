import * as v from 'valibot';
import type { Machine } from '../alerts/target.ts';
import { requireMachine } from '../azure/allowed.ts';
import { armGet, armPut } from '../azure/arm-request.ts';
import { armUrl, segmentsOf } from '../azure/arm-url.ts';
import { statusCodeOf } from '../azure/errors.ts';
import { StepError } from '../captures/failure.ts';

const version = { 'api-version': '2024-07-01' };

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
 * Starts the installation of the Network Watcher agent on a virtual machine and checks its progress. Call
 * it again until it returns `installed`. Source: "Manage the Network Watcher Agent extension",
 * learn.microsoft.com/azure/network-watcher/network-watcher-agent-manage.
 *
 * @throws {StepError} `AgentInstallFailed`.
 */
export async function installAgent(vm: Machine): Promise<'installing' | 'installed'> {
  requireMachine(vm);
  const machinePath = segmentsOf(vm.id);
  const url = armUrl([...machinePath, 'extensions', 'AzureNetworkWatcherExtension'], version);
  const state = await readState(vm, url);
  if (state === 'Succeeded') return 'installed';
  if (state === 'Failed' || state === 'Canceled') {
    throw new StepError(
      'AgentInstallFailed',
      `The Network Watcher agent could not be installed on ${vm.name}: the state of the extension is ${state}.`,
      'Look at the extensions of the machine in the portal; remove this one to have it installed again.',
    );
  }
  if (state === undefined) await install(vm, armUrl(machinePath, version), url);
  return 'installing';
}

async function readState(vm: Machine, url: URL): Promise<string | undefined> {
  try {
    const body = await armGet(vm.subscriptionId, url);
    return v.parse(extension, body).properties?.provisioningState ?? '';
  } catch (error) {
    if (statusCodeOf(error) === 404) return undefined;
    throw error;
  }
}

async function install(vm: Machine, machineUrl: URL, extensionUrl: URL): Promise<void> {
  const body = await armGet(vm.subscriptionId, machineUrl);
  const { location, properties } = v.parse(machine, body);
  const system = properties.storageProfile?.osDisk?.osType ?? 'Linux';
  await armPut(vm.subscriptionId, extensionUrl, {
    location,
    properties: {
      publisher: 'Microsoft.Azure.NetworkWatcher',
      type: `NetworkWatcherAgent${system}`,
      typeHandlerVersion: '1.4',
      autoUpgradeMinorVersion: true,
    },
  });
}
