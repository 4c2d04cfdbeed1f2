import type { Dimension } from './dimensions.ts';
import { isNamed } from './dimensions.ts';
import type { ResourceId } from './resource-id.ts';
import { parseResourceId } from './resource-id.ts';
import type { Machine } from './target.ts';
import { asMachine, isScaleSet } from './target.ts';
import type { Unsupported } from './unsupported.ts';
import { asAksNode, asUnsupported } from './unsupported.ts';

/** A machine that an alert names by resource id. */
export type Host = { machine: Machine } | { unsupported: Unsupported };

/** The machine that one row of dimensions or of a query result names. */
export interface Mention {
  hosts: Host[];
  computer?: string;
  /** Name of a scale set instance, such as `edge_4`. */
  instance?: string;
  resources: ResourceId[];
}

/** Names of dimensions and columns, lower case, in the order of preference of Azure Monitor. */
const resourceNames = ['microsoft.resourceid', '_resourceid', 'resourceid', 'resource'];
const computerNames = ['computer', 'resource'];

/** Names of computers and of instances, with or without a domain. */
const computerName = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,252}$/u;

/** True for a valid machine name. */
export const isComputerName = (name: string): boolean => computerName.test(name);

/** The machine that a resource id names; undefined for other resources. */
export function hostOf(resource: ResourceId): Host | undefined {
  const unsupported = asUnsupported(resource);
  if (unsupported !== undefined) return { unsupported };
  const machine = asMachine(resource);
  return machine && { machine };
}

/** Reads one row. A resource id and a computer name in the same row are one machine. */
export function mentionIn(row: readonly Dimension[]): Mention {
  const valuesOf = (names: readonly string[]): string[] =>
    names.flatMap((name) => row.filter(isNamed(name))).map(({ value }) => value.trim());
  const resources = valuesOf(resourceNames)
    .map(parseResourceId)
    .filter((resource) => resource !== undefined);
  const [first] = resources.map(hostOf).filter((host) => host !== undefined);
  const [instance] = valuesOf(['vmname']).filter(isComputerName);
  const [computer] = valuesOf(computerNames).filter(isComputerName);
  const node = computer === undefined ? undefined : asAksNode(computer);
  const host = first ?? (node && { unsupported: node });
  return {
    hosts: host === undefined ? [] : [withInstance(host, instance ?? computer)],
    resources,
    ...(computer !== undefined && { computer }),
    ...(instance !== undefined && { instance }),
  };
}

/** Narrows a scale set to the instance that the same row names as a computer. */
export function withInstance(host: Host, instance: string | undefined): Host {
  if (!('machine' in host) || !isScaleSet(host.machine) || instance === undefined) return host;
  if (host.machine.instances.length > 0) return host;
  return { machine: { ...host.machine, instances: [instance] } };
}
