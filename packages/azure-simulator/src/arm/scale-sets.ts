import type { ScaleSet, ScaleSetInstance } from '../descriptions/scale-set.ts';
import type { Simulation } from '../simulation.ts';
import { ArmError, resourceNotFound } from '../model/arm-error.ts';
import { agentExtensionBody, instanceViewBody, machineProperties } from './compute-body.ts';
import {
  formatResourceId,
  isOfType,
  parseResourceId,
  type ResourceId,
} from '../model/resource-id.ts';
import { resourceIdOf, type ArmCall, type ArmReply, type ArmRoute } from './route.ts';

const TYPE = 'Microsoft.Compute/virtualMachineScaleSets';
const PATH = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/${TYPE}/{scaleSet}`;

/**
 * Operations on virtual machine scale sets and their instances in Uniform mode. Lists contain the sets that
 * were described by resource id.
 */
export const scaleSetRoutes: readonly ArmRoute[] = [
  {
    operation: 'virtualMachineScaleSets.listAll',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachineScaleSets_ListAll',
    method: 'GET',
    path: `/subscriptions/{subscriptionId}/providers/${TYPE}`,
    action: `${TYPE}/read`,
    handle: (simulation, call) => listScaleSets(simulation, call),
  },
  {
    operation: 'virtualMachineScaleSets.list',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachineScaleSets_List',
    method: 'GET',
    path: PATH.replace('/{scaleSet}', ''),
    action: `${TYPE}/read`,
    handle: (simulation, call) => listScaleSets(simulation, call, call.param('resourceGroup')),
  },
  {
    operation: 'virtualMachineScaleSets.get',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachineScaleSets_Get',
    method: 'GET',
    path: PATH,
    action: `${TYPE}/read`,
    handle: (simulation, call) => {
      const { id, set } = findScaleSet(simulation, call);
      return { status: 200, body: scaleSetBody(id, set) };
    },
  },
  {
    operation: 'virtualMachineScaleSetVMs.list',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachineScaleSetVMs_List',
    method: 'GET',
    path: `${PATH}/virtualMachines`,
    action: `${TYPE}/virtualMachines/read`,
    handle: (simulation, call) => {
      const { id, set } = findScaleSet(simulation, call);
      refuseFlexible(set);
      const view = wantsInstanceView(call);
      return {
        status: 200,
        body: { value: set.instances.map((instance) => instanceBody(id, set, instance, view)) },
      };
    },
  },
  {
    operation: 'virtualMachineScaleSetVMs.get',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachineScaleSetVMs_Get',
    method: 'GET',
    path: `${PATH}/virtualMachines/{instance}`,
    action: `${TYPE}/virtualMachines/read`,
    handle: (simulation, call) => {
      const { id, set } = findScaleSet(simulation, call);
      const instance = findInstance(set, call);
      return { status: 200, body: instanceBody(id, set, instance, wantsInstanceView(call)) };
    },
  },
  {
    operation: 'virtualMachineScaleSetVMs.instanceView',
    specification: 'Microsoft.Compute/2024-07-01/VirtualMachineScaleSetVMs_GetInstanceView',
    method: 'GET',
    path: `${PATH}/virtualMachines/{instance}/instanceView`,
    action: `${TYPE}/virtualMachines/instanceView/read`,
    handle: (simulation, call) => {
      const { id, set } = findScaleSet(simulation, call);
      return { status: 200, body: instanceView(id, set, findInstance(set, call)) };
    },
  },
];

function listScaleSets({ world }: Simulation, call: ArmCall, resourceGroup?: string): ArmReply {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const value = world.descriptions.list('scale-set').flatMap((set) => {
    const id = parseResourceId(set.id ?? '');
    if (!isOfType(id, TYPE) || set.missing) return [];
    if (!same(id.subscriptionId, call.param('subscriptionId'))) return [];
    if (resourceGroup !== undefined && !same(id.resourceGroup, resourceGroup)) return [];
    return [scaleSetBody(id, set)];
  });
  return { status: 200, body: { value } };
}

function findScaleSet({ world }: Simulation, call: ArmCall): { id: ResourceId; set: ScaleSet } {
  const id = resourceIdOf(call, TYPE, 'scaleSet');
  const set = world.scaleSet(id);
  if (!set) throw resourceNotFound(TYPE, id.name, id.resourceGroup);
  return { id, set };
}

function findInstance(set: ScaleSet, call: ArmCall): ScaleSetInstance {
  const instance = set.instances.find(({ instanceId }) => instanceId === call.param('instance'));
  if (instance) return instance;
  throw new ArmError(
    404,
    'InstanceIdsListError',
    `The instance '${call.param('instance')}' of '${call.param('scaleSet')}' was not found.`,
  );
}

/** The error for a scale set in Flexible mode, whose instances are virtual machines. */
function refuseFlexible(set: ScaleSet): void {
  if (set.orchestrationMode === 'Uniform') return;
  throw new ArmError(
    400,
    'BadRequest',
    "Operation 'VirtualMachineScaleSets.virtualMachines.GET' is not allowed on Virtual Machine Scale Set.",
  );
}

function wantsInstanceView(call: ArmCall): boolean {
  return call.query.get('$expand')?.toLowerCase() === 'instanceview';
}

function scaleSetBody(id: ResourceId, set: ScaleSet): Record<string, unknown> {
  return {
    name: id.name,
    id: formatResourceId(id),
    type: TYPE,
    location: set.location,
    sku: { name: 'Standard_D2s_v5', tier: 'Standard', capacity: set.instances.length },
    properties: {
      orchestrationMode: set.orchestrationMode,
      provisioningState: 'Succeeded',
      virtualMachineProfile: {
        osProfile: { computerNamePrefix: id.name },
        storageProfile: { osDisk: { osType: set.os, createOption: 'FromImage' } },
      },
    },
  };
}

function instanceBody(
  id: ResourceId,
  set: ScaleSet,
  instance: ScaleSetInstance,
  withInstanceView: boolean,
): Record<string, unknown> {
  const instancePath = `${formatResourceId(id)}/virtualMachines/${instance.instanceId}`;
  const name = `${id.name}_${instance.instanceId}`;
  return {
    name,
    id: instancePath,
    instanceId: instance.instanceId,
    type: `${TYPE}/virtualMachines`,
    location: set.location,
    properties: {
      ...machineProperties({ ...id, name }, set.os, computerNameOf(id, instance)),
      latestModelApplied: true,
      ...(withInstanceView && { instanceView: instanceView(id, set, instance) }),
    },
    ...(instance.agent && {
      resources: [agentExtensionBody(instancePath, set.location, set.os, instance.agentState)],
    }),
  };
}

function instanceView(
  id: ResourceId,
  set: ScaleSet,
  instance: ScaleSetInstance,
): Record<string, unknown> {
  const { powerState, agent, agentState } = instance;
  return instanceViewBody({
    computerName: computerNameOf(id, instance),
    powerState,
    agent: agent ? agentState : undefined,
    os: set.os,
  });
}

/** The prefix of the set and the instance's number in base 36 (azure-docs, virtual-machine-scale-sets-instance-ids). */
const computerNameOf = (id: ResourceId, { instanceId }: ScaleSetInstance): string =>
  id.name + Number(instanceId).toString(36).toUpperCase().padStart(6, '0');
