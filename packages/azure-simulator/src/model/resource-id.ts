/** The parts of a resource id below a resource group, in their original case. */
export interface ResourceId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** For example `Microsoft.Compute/virtualMachines`. */
  readonly type: string;
  readonly name: string;
}

const PATTERN =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+)$/i;

/** Parses the id of a top-level resource; undefined if it is not one. */
export function parseResourceId(id: string): ResourceId | undefined {
  const match = PATTERN.exec(id);
  if (!match) return undefined;
  const [, subscriptionId = '', resourceGroup = '', type = '', name = ''] = match;
  return { subscriptionId, resourceGroup, type, name };
}

/** True if the id has that resource type, ignoring case. */
export function isOfType(id: ResourceId | undefined, type: string): id is ResourceId {
  return id !== undefined && id.type.toLowerCase() === type.toLowerCase();
}

/** The id as text. */
export function formatResourceId(id: ResourceId): string {
  return (
    `/subscriptions/${id.subscriptionId}/resourceGroups/${id.resourceGroup}` +
    `/providers/${id.type}/${id.name}`
  );
}
