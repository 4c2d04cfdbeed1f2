import type { Dimension } from './dimensions.ts';
import { isNamed } from './dimensions.ts';
import type { Host, Mention } from './mentions.ts';
import { hostOf, isComputerName, mentionIn, withInstance } from './mentions.ts';
import { limits } from './limits.ts';
import { plainText } from './plain-text.ts';
import type { ResourceId } from './resource-id.ts';
import { parseResourceId } from './resource-id.ts';
import type { Machine, Target } from './target.ts';
import { isScaleSet, mergeTargets } from './target.ts';
import type { Unsupported } from './unsupported.ts';

/** All parts of a payload that can name a machine. */
export interface Evidence {
  /** Resource ids of the targets of the rule. */
  targetIds: readonly string[];
  /** The dimensions that the alert fired for, one row per criterion. */
  dimensions: readonly (readonly Dimension[])[];
  /** Resource ids or names of the affected items. */
  items?: readonly string[];
  /** The rows of the query result, which may contain more than the rows that fired. */
  results?: readonly (readonly Dimension[])[];
  /** The subscription of the alert, when no resource id contains it. */
  subscriptionId?: string;
  /** True when computer names count as machines. Only log alerts have them. */
  hasComputers?: boolean;
}

/** The machines and resources that an alert is about. */
export interface Targets {
  targets: Target[];
  unsupported: Unsupported[];
  /** Parts that could not be read, as sentences. */
  warnings: string[];
  /** All resources that the payload names. */
  resources: ResourceId[];
}

/**
 * Finds the machines that an alert fired for. The dimensions are the most precise source; the rule's
 * targets, the affected items and the result rows may also contain other machines.
 */
export function targetsOf(evidence: Evidence): Targets {
  const { hasComputers = false, items = [], results = [] } = evidence;
  const warnings: string[] = [];
  const idsOf = (values: readonly string[]): ResourceId[] =>
    values.flatMap((value) => parseResourceId(value.trim()) ?? warn(warnings, value));

  const fired = evidence.dimensions.map(mentionIn);
  const targetIds = idsOf(evidence.targetIds);
  const itemIds = idsOf(items.filter((item) => item.startsWith('/')));
  const resources = [...targetIds, ...itemIds, ...fired.flatMap((row) => row.resources)];

  const targetHosts = hostsOf(targetIds);
  const itemHosts = hostsOf(itemIds);
  const isSettled = targetHosts.length > 0 || itemHosts.length > 0;
  const names = hasComputers && !isSettled ? computersOf(fired) : [];
  const firedHosts = fired.flatMap((row) => row.hosts);
  const affected = hasComputers ? namesIn(items, targetIds) : [];
  const rows = results.filter(matches(evidence.dimensions)).map(mentionIn);

  const found = firstFound(
    { hosts: firedHosts, names },
    { hosts: narrow(targetHosts, fired, hasComputers), names: [] },
    { hosts: narrow(itemHosts, fired, hasComputers), names: [] },
    { hosts: [], names: affected },
    { hosts: rows.flatMap((row) => row.hosts), names: computersOf(rows) },
  );
  const subscriptionIds = [...resources.map((one) => one.subscriptionId), evidence.subscriptionId];
  const located = locate(found, results.map(mentionIn));
  return { ...resolve(located, subscriptionIds), warnings, resources };
}

interface Found {
  hosts: Host[];
  names: string[];
}

const firstFound = (...places: Found[]): Found =>
  places.find(({ hosts, names }) => hosts.length > 0 || names.length > 0) ?? {
    hosts: [],
    names: [],
  };

/** Replaces names by the machines that any row of the result has for the same computer. */
function locate({ hosts, names }: Found, rows: readonly Mention[]): Found {
  const located = new Map(
    rows.flatMap(({ hosts: [host], computer }) =>
      host !== undefined && computer !== undefined ? [[shortName(computer), host] as const] : [],
    ),
  );
  return {
    hosts: [...hosts, ...names.flatMap((name) => located.get(shortName(name)) ?? [])],
    names: names.filter((name) => !located.has(shortName(name))),
  };
}

function resolve(
  { hosts, names }: Found,
  subscriptions: readonly (string | undefined)[],
): Pick<Targets, 'targets' | 'unsupported'> {
  const machines = mergeTargets(
    hosts.flatMap((host) => ('machine' in host ? [host.machine] : [])),
  ).flatMap(splitNames);
  const subscriptionIds = [...new Set(subscriptions)].filter((id) => id !== undefined);
  const known = new Set(machines.map(({ name }) => name.toLowerCase()));
  const unknown = names.filter((name) => !known.has(shortName(name)));
  const others = hosts.flatMap((host) => ('unsupported' in host ? [host.unsupported] : []));
  return {
    targets: [
      ...machines,
      ...mergeTargets<Target>(unknown.map((name) => ({ id: name, name, subscriptionIds }))),
    ],
    unsupported: [...new Map(others.map((one) => [one.id.toLowerCase(), one])).values()],
  };
}

/**
 * Makes one target for each instance that is known only by name. In Flexible mode an instance is a
 * separate virtual machine, and only a lookup can determine the mode.
 */
function splitNames(machine: Machine): Machine[] {
  if (!isScaleSet(machine)) return [machine];
  const isName = (instance: string): boolean => !instance.startsWith('/');
  const names = machine.instances.filter(isName);
  const ids = machine.instances.filter((instance) => !isName(instance));
  if (names.length === 0) return [machine];
  return [...(ids.length > 0 ? [ids] : []), ...names.map((name) => [name])].map((instances) => ({
    ...machine,
    instances,
  }));
}

const hostsOf = (ids: readonly ResourceId[]): Host[] =>
  ids.map(hostOf).filter((host) => host !== undefined);

/** The computers of rows without a resource id. */
const computersOf = (rows: readonly Mention[]): string[] =>
  rows.flatMap(({ hosts, computer, instance }) =>
    hosts.length > 0 ? [] : (computer ?? instance ?? []),
  );

/** The computer names among the items. The name of a target, such as a workspace, is not one. */
function namesIn(items: readonly string[], targetIds: readonly ResourceId[]): string[] {
  const targetNames = new Set(targetIds.map(({ name = '' }) => name.toLowerCase()));
  return items.filter((item) => isComputerName(item) && !targetNames.has(item.toLowerCase()));
}

/** Narrows the hosts to those, or to the scale set instances, that the dimensions name. */
function narrow(hosts: readonly Host[], fired: readonly Mention[], hasComputers: boolean): Host[] {
  const computers = hasComputers ? computersOf(fired).map(shortName) : [];
  const picked = hosts.filter((host) => computers.includes(nameOf(host).toLowerCase()));
  const instances = fired.flatMap(
    (row) => row.instance ?? (hasComputers ? row.computer : []) ?? [],
  );
  return (picked.length > 0 ? picked : hosts).flatMap((host) =>
    instances.length > 0 && isSet(host)
      ? instances.map((instance) => withInstance(host, instance))
      : [host],
  );
}

const nameOf = (host: Host): string =>
  'machine' in host ? host.machine.name : host.unsupported.name;

const isSet = (host: Host): boolean => 'machine' in host && isScaleSet(host.machine);

/** True when no column of a row differs from the dimension of the same name. */
const matches =
  (criteria: readonly (readonly Dimension[])[]) =>
  (row: readonly Dimension[]): boolean =>
    criteria.flat().every(({ name, value }) => {
      const column = row.find(isNamed(name.toLowerCase()));
      return column === undefined || column.value === value;
    });

function warn(warnings: string[], value: string): [] {
  if (value !== '' && warnings.length < limits.warnings) {
    warnings.push(
      `A target of the alert was left out: "${plainText(value, 200)}" is not a resource id.`,
    );
  }
  return [];
}

/** Number of machines in the targets; a whole scale set counts as one. */
export const countMachines = (targets: readonly Target[]): number =>
  targets.reduce((sum, target) => sum + Math.max(1, instancesOf(target)), 0);

const instancesOf = (target: Target | Machine): number =>
  isScaleSet(target) ? target.instances.length : 0;

/** The computer name without its domain. */
const shortName = (computer: string): string => computer.toLowerCase().split('.')[0] ?? '';
