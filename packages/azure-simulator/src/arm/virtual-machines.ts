import { agentState, type VirtualMachine } from '../descriptions/virtual-machine.ts';
import type { Simulation } from '../simulation.ts';
import { resourceNotFound } from '../model/arm-error.ts';
import { agentExtensionBody, instanceViewBody, machineProperties } from './compute-body.ts';
import {
  formatResourceId,
  isOfType,
  parseResourceId,
  type ResourceId,
} from '../model/resource-id.ts';
import { resourceIdOf, type ArmCall, type ArmReply, type ArmRoute } from './route.ts';

const TYPE = 'Microsoft.Compute/virtualMachines';

/** Path template of one virtual machine. */
export const MACHINE_PATH = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/${TYPE}/{vm}`;

/** Operations on virtual machines. Lists contain the machines that were described by resource id. */
export const virtualMachineRoutes: readonly ArmRoute[] = [
  {
    operation: 'virtualMachines.listAll',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachines_ListAll',
    method: 'GET',
    path: `/subscriptions/{subscriptionId}/providers/${TYPE}`,
    action: `${TYPE}/read`,
    handle: (simulation, call) => listMachines(simulation, call),
  },
  {
    operation: 'virtualMachines.list',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachines_List',
    method: 'GET',
    path: MACHINE_PATH.replace('/{vm}', ''),
    action: `${TYPE}/read`,
    handle: (simulation, call) => listMachines(simulation, call, call.param('resourceGroup')),
  },
  {
    operation: 'virtualMachines.get',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachines_Get',
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
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachines_InstanceView',
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
 * The machine that a call refers to.
 * @throws {ArmError} 404 when it does not exist.
 */
export function findMachine(
  { world }: Simulation,
  call: ArmCall,
): { id: ResourceId; machine: VirtualMachine } {
  const id = resourceIdOf(call, TYPE, 'vm');
  const machine = world.virtualMachine(id);
  if (!machine) throw resourceNotFound(TYPE, id.name, id.resourceGroup);
  return { id, machine };
}

function listMachines(simulation: Simulation, call: ArmCall, resourceGroup?: string): ArmReply {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const machines = simulation.world.descriptions.list('virtual-machine');
  const value = machines.flatMap((machine) => {
    const id = parseResourceId(machine.id ?? '');
    if (!isOfType(id, TYPE) || machine.missing) return [];
    if (!same(id.subscriptionId, call.param('subscriptionId'))) return [];
    if (resourceGroup !== undefined && !same(id.resourceGroup, resourceGroup)) return [];
    return [machineBody(id, machine, call.now, false)];
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
  const state = agentState(machine, now);
  return {
    name: id.name,
    id: vmId,
    type: TYPE,
    location: machine.location,
    properties: {
      ...machineProperties(id, machine.os, machine.computerName),
      ...(machine.scaleSet !== undefined && { virtualMachineScaleSet: { id: machine.scaleSet } }),
      ...(withInstanceView && { instanceView: instanceView(id, machine, now) }),
    },
    ...(state && { resources: [agentExtensionBody(vmId, machine.location, machine.os, state)] }),
  };
}

function instanceView(
  id: ResourceId,
  machine: VirtualMachine,
  now: number,
): Record<string, unknown> {
  const { powerState, os } = machine;
  return instanceViewBody({
    computerName: machine.computerName ?? id.name,
    powerState,
    os,
    agent: agentState(machine, now),
  });
}
