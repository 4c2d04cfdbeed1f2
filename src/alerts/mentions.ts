import * as v from 'valibot';
import type { ResourceId } from './resource-id.ts';
import { parseResourceId } from './resource-id.ts';
import type { Target } from './target.ts';
import { asMachine, isScaleSet, mergeTargets } from './target.ts';

/** What an alert names, wherever in its payload. */
export interface Mentions {
  resources: ResourceId[];
  /** Names of computers. */
  computers: string[];
  /** Names of instances of a scale set, as in `edge_4`. */
  instances: string[];
}

/** A pair as in the conditions of alerts: `{ name: 'Computer', value: 'web-03' }`. */
export interface Dimension {
  name: string;
  value: string;
}

const dimension = v.object({ name: v.string(), value: v.string() });

/** Dimensions, as far as they are such; the context of an alert is too varied to refuse it for. */
export const dimensions = v.pipe(
  v.optional(v.unknown(), null),
  v.transform((value): Dimension[] =>
    (Array.isArray(value) ? value : []).filter((item) => v.is(dimension, item)),
  ),
);

/** Names of dimensions and columns that tell a resource, lower case, in the order that Azure Monitor takes them. */
const resourceNames = ['microsoft.resourceid', '_resourceid', 'resourceid', 'resource'];
const computerNames = ['computer', 'resource'];
const instanceNames = ['vmname'];

/** What one row of dimensions, or of a query's result, is about: a resource if it names one, else a computer. */
export function mentionsIn(row: readonly Dimension[]): Mentions {
  const valuesOf = (names: readonly string[]): string[] =>
    names
      .flatMap((name) => row.filter((one) => one.name.toLowerCase() === name))
      .map(({ value }) => value.trim())
      .filter((value) => value !== '' && value !== '*');
  const resources = valuesOf(resourceNames)
    .map(parseResourceId)
    .filter((resource) => resource !== undefined);
  const computers = valuesOf(computerNames).filter((name) => !name.startsWith('/'));
  const names = resources.some(asMachine) ? [] : computers.slice(0, 1);
  return { resources, computers: names, instances: valuesOf(instanceNames) };
}

/** All that several rows are about. */
export const joinMentions = (rows: readonly Mentions[]): Mentions => ({
  resources: rows.flatMap(({ resources }) => resources),
  computers: rows.flatMap(({ computers }) => computers),
  instances: rows.flatMap(({ instances }) => instances),
});

/** What can be captured of what an alert names. */
export function targetsOf({ resources, computers, instances }: Mentions): Target[] {
  const machines = mergeTargets(
    resources.map(asMachine).filter((machine) => machine !== undefined),
  ).map((machine) =>
    isScaleSet(machine) && instances.length > 0
      ? { ...machine, instances: [...new Set([...machine.instances, ...instances])] }
      : machine,
  );
  const subscriptionIds = [...new Set(resources.map(({ subscriptionId }) => subscriptionId))];
  const known = new Set(machines.map(({ name }) => name.toLowerCase()));
  const unknown = computers.filter((name) => !known.has(shortName(name)));
  return mergeTargets<Target>([
    ...machines,
    ...unknown.map((name) => ({ id: name, name, subscriptionIds })),
  ]);
}

/** Computers tell their name with or without their domain. */
const shortName = (computer: string): string => computer.toLowerCase().split('.')[0] ?? '';
