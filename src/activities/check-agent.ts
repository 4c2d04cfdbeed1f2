import type { Machine } from '../alerts/target.ts';
import { isScaleSet } from '../alerts/target.ts';
import type { AgentState } from '../azure/read-machine.ts';
import { agentMissing, agentUpdating, StepError } from '../captures/failure.ts';

/**
 * Makes sure that the Network Watcher agent works on a machine.
 *
 * @throws {StepError} `AgentMissing`, `AgentUpdating` or `AgentFailed`.
 */
export function checkAgent(vm: Machine, agent: AgentState): void {
  switch (agent) {
    case 'ready':
      return;
    case 'missing':
      throw new StepError(
        agentMissing,
        `${vm.name} lacks the Network Watcher agent extension.`,
        isScaleSet(vm) ? installOnScaleSet(vm.id) : installOnMachine(vm.id),
      );
    case 'updating':
      throw new StepError(
        agentUpdating,
        `The Network Watcher agent extension of ${vm.name} is being installed, updated or removed.`,
        'Wait until it is done; the next alert will be captured. With CAPTURE_INSTALL_AGENT=true the app waits.',
      );
    case 'failed':
      throw new StepError(
        'AgentFailed',
        `The Network Watcher agent extension of ${vm.name} could not be installed or updated: its provisioning state is failed.`,
        'Look at the extensions of the machine in the portal for the reason. Remove AzureNetworkWatcherExtension, and install it again.',
      );
  }
}

const publisher = '--publisher Microsoft.Azure.NetworkWatcher';
const names = '--name NetworkWatcherAgentLinux (or NetworkWatcherAgentWindows)';

const installOnMachine = (id: string): string =>
  `Install it: az vm extension set --ids ${id} ${publisher} ${names}, or set CAPTURE_INSTALL_AGENT`;

function installOnScaleSet(id: string): string {
  const [, , , , group = '', , , , name = ''] = id.split('/');
  const set = `-g ${group} --vmss-name ${name}`;
  return (
    `Install it: az vmss extension set ${set} ${publisher} ${names}, then az vmss update-instances -g ${group} -n ${name} --instance-ids '*'. ` +
    'CAPTURE_INSTALL_AGENT does not do this: the extension belongs to the model of the scale set, and an update of its instances applies every other change of the model too, which can restart them.'
  );
}
