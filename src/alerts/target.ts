import type { ResourceId, VirtualMachineId } from './resource-id.ts';
import { asVirtualMachine } from './resource-id.ts';

/** A virtual machine scale set. */
export interface ScaleSetId extends VirtualMachineId {
  /**
   * The instances to capture: resource ids, or names (as `edge_4`) that have yet to be looked up;
   * empty for all.
   */
  instances: string[];
}

/** A machine that is only known by the name that it gives itself. */
export interface ComputerName {
  /** The name, in place of a resource id. */
  id: string;
  name: string;
  /** The subscriptions that the alert is from. */
  subscriptionIds: string[];
}

/** What Network Watcher captures. */
export type Machine = VirtualMachineId | ScaleSetId;

/** What an alert is about, as far as it can be captured. */
export type Target = Machine | ComputerName;

/** Tells a scale set. */
export const isScaleSet = (target: Target): target is ScaleSetId => 'instances' in target;

/** Tells a target that must be looked up before it can be captured. */
export function needsLookup(target: Target): target is ComputerName | ScaleSetId {
  if (isScaleSet(target)) return target.instances.some((name) => !name.startsWith('/'));
  return 'subscriptionIds' in target;
}

const scaleSetType = 'microsoft.compute/virtualmachinescalesets';

/**
 * The machine or scale set that a resource id names, also by something below it (an extension, say);
 * undefined if it names something else.
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

/** Targets that name the same thing become one; resource ids and names ignore case. */
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

/** An alert that names a set in one place, and some of its instances in another, is about those. */
function mergeInstances(one: ScaleSetId, other: ScaleSetId): string[] {
  const all = [...one.instances, ...other.instances];
  return [...new Map(all.map((name) => [name.toLowerCase(), name])).values()];
}
