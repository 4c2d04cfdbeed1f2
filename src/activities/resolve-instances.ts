import { parseResourceId } from '../alerts/resource-id.ts';
import type { Machine, ScaleSetId } from '../alerts/target.ts';
import { asMachine } from '../alerts/target.ts';
import { requireMachine } from '../azure/allowed.ts';
import { armUrl, segmentsOf } from '../azure/arm-url.ts';
import { statusCodeOf } from '../azure/errors.ts';
import { StepError } from '../captures/failure.ts';
import type { MachineRow } from './machine-rows.ts';
import { computeVersion, goesBy, listMachineRows, virtualMachines } from './machine-rows.ts';

/**
 * Finds the instances of a scale set by name: `edge_4`, or the name of the computer. In Flexible mode an
 * instance is a separate virtual machine.
 *
 * @throws {StepError} `InstanceNotFound`.
 */
export async function resolveInstances(set: ScaleSetId): Promise<Machine> {
  const rows = await listInstances(set);
  const instances = set.instances.map((name) =>
    name.startsWith('/') ? name : rows.find((row) => goesBy(row, name))?.id,
  );
  const missing = set.instances.find((_, index) => instances[index] === undefined);
  if (missing === undefined) {
    return { ...set, instances: [...new Set(instances.filter((id) => id !== undefined))] };
  }
  const members = await listMembers(set);
  const member = members.find((row) => goesBy(row, missing));
  const resource = member && parseResourceId(member.id);
  const machine = resource && asMachine(resource);
  // The parser creates a separate target for each name.
  if (machine !== undefined && set.instances.length === 1) return machine;
  throw new StepError(
    'InstanceNotFound',
    `The scale set ${set.name} has no instance ${missing}.`,
    'Nothing, if the set has been scaled in since; the next alert will be captured.',
  );
}

/** Lists the instances in Uniform mode. The service refuses to list those of a scale set in Flexible mode. */
export async function listInstances(set: ScaleSetId): Promise<MachineRow[]> {
  requireMachine(set);
  const url = armUrl([...segmentsOf(set.id), 'virtualMachines'], {
    ...computeVersion,
    $expand: 'instanceView',
  });
  try {
    return await listMachineRows(set.subscriptionId, url);
  } catch (error) {
    if ([400, 404, 409].includes(statusCodeOf(error) ?? 0)) return [];
    throw error;
  }
}

/** Virtual machines of the resource group that belong to the scale set, or to none. */
async function listMembers({
  subscriptionId,
  resourceGroup,
  id,
}: ScaleSetId): Promise<MachineRow[]> {
  const group = ['subscriptions', subscriptionId, 'resourceGroups', resourceGroup];
  const url = armUrl([...group, ...virtualMachines], computeVersion);
  const rows = await listMachineRows(subscriptionId, url);
  return rows.filter(({ properties }) => {
    const setId = properties?.virtualMachineScaleSet?.id ?? id;
    return setId.toLowerCase() === id.toLowerCase();
  });
}
