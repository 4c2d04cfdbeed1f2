import { hasAgent, type VirtualMachine } from '../descriptions/virtual-machine.ts';
import type { Simulation } from '../simulation.ts';
import { resourceNotFound } from './arm-error.ts';
import { agentExtensionBody, instanceViewBody, machineProperties } from './compute-body.ts';
import { formatResourceId, isOfType, parseResourceId, type ResourceId } from './resource-id.ts';
import type { ArmCall, ArmRoute } from './route.ts';

const TYPE = 'Microsoft.Compute/virtualMachines';

/** Path of one virtual machine, with what varies in braces. */
export const MACHINE_PATH = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/${TYPE}/{vm}`;

/** Virtual machines. The lists hold those that were described by their resource id. */
export const virtualMachineRoutes: readonly ArmRoute[] = [
  {
    operation: 'virtualMachines.listAll',
    method: 'GET',
    path: `/subscriptions/{subscriptionId}/providers/${TYPE}`,
    action: `${TYPE}/read`,
    handle: listMachines,
  },
  {
    operation: 'virtualMachines.list',
    method: 'GET',
    path: MACHINE_PATH.replace('/{vm}', ''),
    action: `${TYPE}/read`,
    handle: listMachines,
  },
  {
    operation: 'virtualMachines.get',
    method: 'GET',
    path: MACHINE_PATH,
    action: `${TYPE}/read`,
    handle: (simulation, call) => {
      const { id, machine } = findMachine(simulation, call);
      const expand = call.query.get('$expand')?.toLowerCase() === 'instanceview';
      return { status: 200, body: machineBody(id, machine, call.now, expand) };
    },
  },
  {
    operation: 'virtualMachines.instanceView',
    method: 'GET',
    path: `${MACHINE_PATH}/instanceView`,
    action: `${TYPE}/instanceView/read`,
    handle: (simulation, call) => {
      const { id, machine } = findMachine(simulation, call);
      return { status: 200, body: instanceView(id, machine, call.now) };
    },
  },
];

/**
 * The machine that a call is about.
 * @throws {ArmError} 404
 */
export function findMachine(
  { world }: Simulation,
  { params }: ArmCall,
): { id: ResourceId; machine: VirtualMachine } {
  const { subscriptionId, resourceGroup, vm } = params as Record<string, string>;
  const id = {
    subscriptionId: subscriptionId!,
    resourceGroup: resourceGroup!,
    type: TYPE,
    name: vm!,
  };
  const machine = world.virtualMachine(id);
  if (!machine) throw resourceNotFound(TYPE, id.name, id.resourceGroup);
  return { id, machine };
}

function listMachines({ world }: Simulation, { params, now }: ArmCall) {
  const same = (a: string, b: string | undefined) =>
    b === undefined || a.toLowerCase() === b.toLowerCase();
  const value = world.descriptions.list<VirtualMachine>('virtual-machine').flatMap((machine) => {
    const id = parseResourceId(machine.id ?? '');
    if (!isOfType(id, TYPE) || machine.missing) return [];
    if (!same(id.subscriptionId, params['subscriptionId'])) return [];
    if (!same(id.resourceGroup, params['resourceGroup'])) return [];
    return [machineBody(id, machine, now, false)];
  });
  return { status: 200, body: { value } };
}

function machineBody(
  id: ResourceId,
  machine: VirtualMachine,
  now: number,
  withInstanceView: boolean,
): Record<string, unknown> {
  const vmId = formatResourceId(id);
  return {
    name: id.name,
    id: vmId,
    type: TYPE,
    location: machine.location,
    properties: {
      ...machineProperties(id, machine.os),
      ...(withInstanceView && { instanceView: instanceView(id, machine, now) }),
    },
    ...(hasAgent(machine, now) && {
      resources: [agentExtensionBody(vmId, machine.location, machine.os)],
    }),
  };
}

function instanceView(
  id: ResourceId,
  machine: VirtualMachine,
  now: number,
): Record<string, unknown> {
  const { powerState, os } = machine;
  return instanceViewBody({ computerName: id.name, powerState, os, agent: hasAgent(machine, now) });
}
