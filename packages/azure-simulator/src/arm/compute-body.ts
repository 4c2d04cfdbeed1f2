import { createHash } from 'node:crypto';
import type { ExtensionState } from '../descriptions/virtual-machine.ts';
import type { ResourceId } from '../model/resource-id.ts';
import { formatResourceId } from '../model/resource-id.ts';

/** The Network Watcher agent's extension resource (azure-docs, network-watcher-agent-manage). */
export const AGENT_EXTENSION = 'AzureNetworkWatcherExtension';

type Os = 'Linux' | 'Windows';

/** An extension resource of a virtual machine. `vmId` is the machine's resource id. */
export function agentExtensionBody(
  vmId: string,
  location: string,
  os: Os,
  provisioningState: ExtensionState,
): Record<string, unknown> {
  return {
    name: AGENT_EXTENSION,
    id: `${vmId}/extensions/${AGENT_EXTENSION}`,
    type: 'Microsoft.Compute/virtualMachines/extensions',
    location,
    properties: {
      autoUpgradeMinorVersion: true,
      provisioningState,
      publisher: 'Microsoft.Azure.NetworkWatcher',
      type: `NetworkWatcherAgent${os}`,
      typeHandlerVersion: '1.4',
    },
  };
}

/** The instance view of a machine: its power state and its agents. */
export function instanceViewBody(machine: {
  readonly computerName: string;
  readonly powerState: string;
  readonly agent: ExtensionState | undefined;
  readonly os: Os;
}): Record<string, unknown> {
  const agents = machine.powerState === 'running' && {
    vmAgent: {
      vmAgentVersion: machine.os === 'Linux' ? '2.11.1.12' : '2.7.41491.1139',
      statuses: [status('ProvisioningState/succeeded', 'Ready')],
    },
  };
  return {
    computerName: machine.computerName,
    osName: machine.os === 'Linux' ? 'ubuntu' : 'Windows Server 2022 Datacenter',
    ...agents,
    ...(machine.agent && {
      extensions: [
        {
          name: AGENT_EXTENSION,
          type: `Microsoft.Azure.NetworkWatcher.NetworkWatcherAgent${machine.os}`,
          typeHandlerVersion: '1.4.3422.1',
          statuses: [
            status(
              `ProvisioningState/${machine.agent.toLowerCase()}`,
              `Provisioning ${machine.agent.toLowerCase()}`,
            ),
          ],
        },
      ],
    }),
    statuses: [
      status('ProvisioningState/succeeded', 'Provisioning succeeded'),
      status(`PowerState/${machine.powerState}`, `VM ${machine.powerState}`),
    ],
  };
}

/** The properties that virtual machines and scale set instances share. */
export function machineProperties(
  id: ResourceId,
  os: Os,
  computerName = id.name,
): Record<string, unknown> {
  const vmId = createHash('sha256').update(formatResourceId(id).toLowerCase()).digest('hex');
  return {
    vmId: vmId.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    provisioningState: 'Succeeded',
    hardwareProfile: { vmSize: 'Standard_D2s_v5' },
    storageProfile: { osDisk: { osType: os, createOption: 'FromImage' } },
    osProfile: { computerName },
    networkProfile: {
      networkInterfaces: [
        {
          id: formatResourceId({
            ...id,
            type: 'Microsoft.Network/networkInterfaces',
            name: `${id.name}-nic`,
          }),
        },
      ],
    },
  };
}

function status(code: string, displayStatus: string): Record<string, string> {
  return { code, level: 'Info', displayStatus };
}
