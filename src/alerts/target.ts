import type { ResourceId, VirtualMachineId } from './resource-id.ts';
import { asVirtualMachine } from './resource-id.ts';

/** A virtual machine scale set. */
export interface ScaleSetId extends VirtualMachineId {
  /**
   * The instances to capture: resource ids, or names such as `edge_4` that still need a lookup.
   * Empty for all instances.
   */
  instances: string[];
}

/** A machine that is known only by its computer name. */
export interface ComputerName {
  /** Computer name instead of a resource id. */
  id: string;
  name: string;
  /** The subscriptions that the alert comes from. */
  subscriptionIds: string[];
}

/** A machine that Network Watcher can capture. */
export type Machine = VirtualMachineId | ScaleSetId;

/** A machine that an alert is about. */
export type Target = Machine | ComputerName;

/** True for a scale set. */
export const isScaleSet = (target: Target): target is ScaleSetId => 'instances' in target;

/** True for a target that needs a lookup before it can be captured. */
export function needsLookup(target: Target): target is ComputerName | ScaleSetId {
  if (isScaleSet(target)) return target.instances.some((name) => !name.startsWith('/'));
  return 'subscriptionIds' in target;
}

const scaleSetType = 'microsoft.compute/virtualmachinescalesets';

/**
 * The machine or scale set that a resource id names, either itself or through a child resource such as
 * an extension; undefined for other resources.
 */
export function asMachine(resource: ResourceId): Machine | undefined {
  const { id, subscriptionId, resourceGroup, type = '' } = resource;
  const isBelow = (parent: string): boolean => type === parent || type.startsWith(`${parent}/`);
  const [, providers = ''] = /\/providers\/(.+)$/i.exec(id) ?? [];
  const [, , name = '', , instance] = providers.split('/');
  const base = id.split('/').slice(0, 9).join('/');
  if (isBelow('microsoft.compute/virtualmachines')) {
    return asVirtualMachine({
      ...resource,
      id: base,
      type: 'microsoft.compute/virtualmachines',
      name,
    });
  }
  if (!isBelow(scaleSetType) || resourceGroup === undefined) return undefined;
  const instances =
    isBelow(`${scaleSetType}/virtualmachines`) && instance !== undefined
      ? [/^\d+$/.test(instance) ? id.split('/').slice(0, 11).join('/') : instance]
      : [];
  return { id: base, subscriptionId, resourceGroup, name, instances };
}

/** Merges equal targets. Resource ids and names are compared without regard to case. */
export function mergeTargets<T extends Target>(targets: readonly T[]): T[] {
  const merged = new Map<string, T>();
  for (const target of targets) {
    const key = target.id.toLowerCase();
    const known = merged.get(key);
    if (known === undefined) {
      merged.set(key, target);
    } else if (isScaleSet(known) && isScaleSet(target)) {
      merged.set(key, { ...known, instances: mergeInstances(known, target) });
    }
  }
  return [...merged.values()];
}

/** Merges the instances of one scale set. Named instances are more precise than the whole set. */
function mergeInstances(one: ScaleSetId, other: ScaleSetId): string[] {
  const all = [...one.instances, ...other.instances];
  return [...new Map(all.map((name) => [name.toLowerCase(), name])).values()];
}
