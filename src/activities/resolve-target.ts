import * as v from 'valibot';
import type { ComputerName, Machine, ScaleSetId } from '../alerts/target.ts';
import { asMachine, isScaleSet } from '../alerts/target.ts';
import { parseResourceId } from '../alerts/resource-id.ts';
import { armList } from '../azure/arm-request.ts';
import { armUrl, segmentsOf } from '../azure/arm-url.ts';
import { statusCodeOf } from '../azure/errors.ts';
import { StepError } from '../captures/failure.ts';
import { settings } from '../settings.ts';
import { findInstances } from './find-instances.ts';
import { computeVersion, goesBy, listMachineRows, virtualMachines } from './machine-rows.ts';
import { resolveInstances } from './resolve-instances.ts';

/**
 * Finds a machine that the alert identifies only by name.
 *
 * @throws {StepError} `ComputerNotFound`, `ComputerAmbiguous` or `InstanceNotFound`.
 */
export function resolveTarget(target: ComputerName | ScaleSetId): Promise<Machine> {
  return isScaleSet(target) ? resolveInstances(target) : resolveComputer(target);
}

/**
 * Finds a computer by its name in Azure or in its operating system, which may differ, among the virtual
 * machines, and if there is none, among the instances of scale sets.
 */
async function resolveComputer({ name, subscriptionIds }: ComputerName): Promise<Machine> {
  const scopes = await readableScopes(subscriptionIds);
  const machines = await search(scopes, (scope) => findMachines(scope, name));
  const found =
    machines.length > 0 ? machines : await search(scopes, (scope) => findInstances(scope, name));
  const [only, ...others] = found;
  if (only === undefined) {
    throw new StepError(
      'ComputerNotFound',
      `No virtual machine that this app may read is called ${name}.`,
      'Have the query of the alert rule give _ResourceId as a dimension, or let the app read the machine: the role Reader on its resource group.',
    );
  }
  if (others.length > 0) {
    const ids = found.map((machine) => (isScaleSet(machine) ? machine.instances : [machine.id]));
    throw new StepError(
      'ComputerAmbiguous',
      `${found.length} virtual machines are called ${name}: ${ids.flat().join(', ')}.`,
      'Have the query of the alert rule give _ResourceId as a dimension, which names one of them.',
    );
  }
  return only;
}

/** Scopes to search: those where captures are allowed, or all subscriptions that the app may read. */
async function readableScopes(subscriptionIds: readonly string[]): Promise<string[]> {
  const { allowedScopes, storageAccountId } = settings();
  if (allowedScopes.length > 0) return allowedScopes;
  // An alert with an unusual subscription, or a request for a machine by name, contains no subscription.
  const [, , ownSubscription = ''] = storageAccountId.split('/');
  const [first = ownSubscription] = subscriptionIds;
  const rows = await armList(first, armUrl(['subscriptions'], { 'api-version': '2022-12-01' }));
  const readable = rows.map((one) => v.parse(v.object({ subscriptionId: v.string() }), one));
  const ids = [...subscriptionIds, ...readable.map((one) => one.subscriptionId)];
  return [...new Set(ids.map((id) => `/subscriptions/${id.toLowerCase()}`))];
}

/** Searches scopes, except those that the app may not read or that no longer exist. */
async function search(
  scopes: readonly string[],
  find: (scope: string) => Promise<Machine[]>,
): Promise<Machine[]> {
  const lists = scopes.map(async (scope) => {
    try {
      return await find(scope);
    } catch (error) {
      if ([401, 403, 404].includes(statusCodeOf(error) ?? 0)) return [];
      throw error;
    }
  });
  return (await Promise.all(lists)).flat();
}

async function findMachines(scope: string, name: string): Promise<Machine[]> {
  const path = segmentsOf(scope);
  const [, subscriptionId = ''] = path;
  const url = armUrl([...path, ...virtualMachines], computeVersion);
  const rows = await listMachineRows(subscriptionId, url);
  return rows.filter((row) => goesBy(row, name)).map(({ id }) => machineOf(id));
}

function machineOf(id: string): Machine {
  const resource = parseResourceId(id);
  const machine = resource && asMachine(resource);
  if (machine === undefined) throw new Error(`The service lists a machine as ${id}.`);
  return machine;
}
