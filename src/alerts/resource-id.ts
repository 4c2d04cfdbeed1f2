/**
 * A parsed Azure resource id.
 * Source: "Template functions for resources", learn.microsoft.com/azure/azure-resource-manager.
 */
export interface ResourceId {
  /** The id with its original case. */
  id: string;
  subscriptionId: string;
  resourceGroup?: string;
  /** Provider and types in lower case, such as `microsoft.compute/virtualmachines`. */
  type?: string;
  /** Name of the resource: the last segment. */
  name?: string;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A valid segment. Segments become parts of request paths, so characters that end a segment are rejected. */
const segment = /^(?!\.{1,2}$)[^/\\?#%<>&\s\p{Cc}]{1,260}$/u;

/** Parses the id of a subscription, resource group or resource; undefined when it is invalid. */
export function parseResourceId(id: string): ResourceId | undefined {
  const [root, ...segments] = id.split('/');
  if (root !== '' || segments.length % 2 !== 0) return undefined;
  if (!segments.every((text) => segment.test(text))) return undefined;

  const [subscriptions, subscriptionId = '', ...rest] = segments;
  if (subscriptions?.toLowerCase() !== 'subscriptions' || !guid.test(subscriptionId)) {
    return undefined;
  }
  const parsed: ResourceId = { id, subscriptionId };
  if (rest[0]?.toLowerCase() === 'resourcegroups') {
    rest.shift();
    parsed.resourceGroup = rest.shift() ?? '';
  }
  if (rest.length === 0) return parsed;

  const [providers, provider = '', ...typesAndNames] = rest;
  if (providers?.toLowerCase() !== 'providers' || typesAndNames.length === 0) return undefined;
  const types = typesAndNames.filter((_, index) => index % 2 === 0);
  return {
    ...parsed,
    type: [provider, ...types].join('/').toLowerCase(),
    name: typesAndNames.at(-1) ?? '',
  };
}

/** The parts of a virtual machine's resource id. */
export interface VirtualMachineId {
  id: string;
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

/** The virtual machine that a resource id names; undefined for other resources. */
export function asVirtualMachine(resource: ResourceId): VirtualMachineId | undefined {
  const { id, subscriptionId, resourceGroup, type, name } = resource;
  if (type !== 'microsoft.compute/virtualmachines') return undefined;
  if (resourceGroup === undefined || name === undefined) return undefined;
  return { id, subscriptionId, resourceGroup, name };
}
