import * as v from 'valibot';
import { agentState, hasAgent } from '../descriptions/virtual-machine.ts';
import { check } from '../model/schema-issues.ts';
import type { Simulation } from '../simulation.ts';
import { ArmError, invalidBody, resourceNotFound } from '../model/arm-error.ts';
import { beginOperation, operationHeaders, operationStatusRoute } from './async-operation.ts';
import { AGENT_EXTENSION, agentExtensionBody } from './compute-body.ts';
import { formatResourceId } from '../model/resource-id.ts';
import type { ArmCall, ArmReply, ArmRoute } from './route.ts';
import { findMachine, MACHINE_PATH } from './virtual-machines.ts';

const ACTION = 'Microsoft.Compute/virtualMachines/extensions';

/** Duration of the agent's installation, in simulated seconds. */
const INSTALL_SECONDS = 30;

const ExtensionBody = v.object({
  location: v.string(),
  properties: v.object({
    publisher: v.literal('Microsoft.Azure.NetworkWatcher'),
    type: v.picklist(['NetworkWatcherAgentLinux', 'NetworkWatcherAgentWindows']),
    typeHandlerVersion: v.string(),
  }),
});

/** Extension operations of a virtual machine. The Network Watcher agent is the only extension. */
export const extensionRoutes: readonly ArmRoute[] = [
  {
    operation: 'virtualMachineExtensions.list',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachineExtensions_List',
    method: 'GET',
    path: `${MACHINE_PATH}/extensions`,
    action: `${ACTION}/read`,
    handle: (simulation, call) => ({
      status: 200,
      body: { value: installed(simulation, call) },
    }),
  },
  {
    operation: 'virtualMachineExtensions.get',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachineExtensions_Get',
    method: 'GET',
    path: `${MACHINE_PATH}/extensions/{extension}`,
    action: `${ACTION}/read`,
    handle: (simulation, call) => {
      const name = call.param('extension');
      const [body] =
        name.toLowerCase() === AGENT_EXTENSION.toLowerCase() ? installed(simulation, call) : [];
      if (body) return { status: 200, body };
      const machine = `Microsoft.Compute/virtualMachines/${call.param('vm')}/extensions`;
      throw resourceNotFound(machine, name, call.param('resourceGroup'));
    },
  },
  {
    operation: 'virtualMachineExtensions.createOrUpdate',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachineExtensions_CreateOrUpdate',
    method: 'PUT',
    path: `${MACHINE_PATH}/extensions/{extension}`,
    action: `${ACTION}/write`,
    handle: install,
  },
  operationStatusRoute('Microsoft.Compute', 'compute.operations.get'),
];

/** A list with the agent's extension if it is installed or being installed, otherwise empty. */
function installed(simulation: Simulation, call: ArmCall): Record<string, unknown>[] {
  const { id, machine } = findMachine(simulation, call);
  const state = agentState(machine, call.now);
  if (state === undefined) return [];
  return [agentExtensionBody(formatResourceId(id), machine.location, machine.os, state)];
}

function install(simulation: Simulation, call: ArmCall): ArmReply {
  const { id, machine } = findMachine(simulation, call);
  const extension = call.param('extension');
  if (extension.toLowerCase() !== AGENT_EXTENSION.toLowerCase()) {
    throw new ArmError(
      400,
      'BadRequest',
      `Only the extension ${AGENT_EXTENSION} can be installed here.`,
    );
  }
  const result = check(ExtensionBody, call.body);
  if ('issues' in result) throw invalidBody(`${result.summary}.`);
  if (machine.powerState !== 'running') {
    throw new ArmError(
      409,
      'OperationNotAllowed',
      'Cannot modify extensions in the VM when the VM is not running.',
    );
  }
  const type = `NetworkWatcherAgent${machine.os}`;
  if (result.value.properties.type !== type) {
    throw new ArmError(400, 'BadRequest', `The machine runs ${machine.os}; its agent is ${type}.`);
  }
  const existed = hasAgent(machine, call.now);
  const operation = beginOperation(simulation, {
    kind: 'extension',
    provider: 'Microsoft.Compute',
    region: machine.location,
    seconds: existed ? 0 : INSTALL_SECONDS,
  });
  if (!existed) {
    simulation.world.describeMachine({
      ...machine,
      // A description by name covers all machines of that name. This one covers a single machine.
      name: undefined,
      id: formatResourceId(id),
      agentReadyAt: operation.doneAt,
    });
  }
  return {
    status: existed ? 200 : 201,
    headers: operationHeaders(simulation, call, operation, ['Azure-AsyncOperation']),
    body: agentExtensionBody(
      formatResourceId(id),
      machine.location,
      machine.os,
      call.now >= operation.doneAt ? 'Succeeded' : 'Creating',
    ),
  };
}
