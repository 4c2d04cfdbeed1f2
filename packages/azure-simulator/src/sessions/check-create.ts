import { ArmError, resourceNotFound } from '../model/arm-error.ts';
import {
  formatResourceId,
  isOfType,
  parseResourceId,
  type ResourceId,
} from '../model/resource-id.ts';
import { sameRegion } from '../descriptions/region.ts';
import type { StorageAccount } from '../descriptions/storage-account.ts';
import { hasAgent } from '../descriptions/virtual-machine.ts';
import type { Watcher } from '../descriptions/watcher.ts';
import type { World } from '../store/world.ts';
import type { CaptureProperties } from '../model/session.ts';

/** A valid target of a capture. */
export interface Target {
  readonly localAddress: string;
  /** Numbers of the captured instances of a scale set. */
  readonly instances?: readonly string[];
  /** The scope of a scale set with the full ids of its instances. */
  readonly scope?: CaptureProperties['scope'];
}

// The error codes below are the simulator's own: no recording of these errors was found.

/**
 * Checks that the target can be captured.
 * @throws {ArmError} 404 if it does not exist, 400 if it cannot be captured.
 */
export function checkTarget(
  world: World,
  watcher: Watcher,
  properties: CaptureProperties,
  now: number,
): Target {
  const id = parseResourceId(properties.target);
  if (isOfType(id, 'Microsoft.Compute/virtualMachines'))
    return checkMachine(world, watcher, id, now);
  if (isOfType(id, 'Microsoft.Compute/virtualMachineScaleSets')) {
    return checkScaleSet(world, watcher, id, properties);
  }
  throw new ArmError(
    400,
    'InvalidTarget',
    `The target '${properties.target}' is neither a virtual machine nor a virtual machine scale set.`,
  );
}

/**
 * Checks that a capture can be stored at the requested location.
 * @throws {ArmError} 400 if it cannot.
 */
export function checkStorage(world: World, watcher: Watcher, properties: CaptureProperties): void {
  const account = findAccount(world, properties);
  if (!account) return;
  const refuse = (why: string) =>
    new ArmError(
      400,
      'StorageAccountNotSupported',
      `The storage account '${account.name}' ${why}.`,
    );
  if (!sameRegion(account.location, watcher.region)) {
    throw refuse(`is in '${account.location}', not in the target's region '${watcher.region}'`);
  }
  if (account.sku.startsWith('Premium'))
    throw refuse('is Premium, which packet capture does not support');
  if (!account.allowSharedKeyAccess) throw refuse('does not permit shared key access');
}

/**
 * The storage account that a capture requests; undefined if it requests none.
 * @throws {ArmError} 400 if the account does not exist.
 */
export function findAccount(
  world: World,
  properties: CaptureProperties,
): StorageAccount | undefined {
  const { storageId } = properties.storageLocation;
  if (!storageId) return undefined;
  const id = parseResourceId(storageId);
  const account = isOfType(id, 'Microsoft.Storage/storageAccounts')
    ? world.storageAccount(id.name)
    : undefined;
  if (!account) {
    throw new ArmError(
      400,
      'StorageAccountNotFound',
      `The storage account '${storageId}' was not found.`,
    );
  }
  return account;
}

function checkMachine(world: World, watcher: Watcher, id: ResourceId, now: number): Target {
  const machine = world.virtualMachine(id);
  if (!machine)
    throw resourceNotFound('Microsoft.Compute/virtualMachines', id.name, id.resourceGroup);
  checkRegion(machine.location, watcher, id.name);
  if (machine.powerState !== 'running') {
    throw new ArmError(
      400,
      'VirtualMachineNotRunning',
      `The virtual machine '${id.name}' is not running. Current state: ${machine.powerState}.`,
    );
  }
  if (!hasAgent(machine, now)) throw agentMissing(id.name);
  return { localAddress: machine.privateIpAddress };
}

function checkScaleSet(
  world: World,
  watcher: Watcher,
  id: ResourceId,
  properties: CaptureProperties,
): Target {
  const set = world.scaleSet(id);
  if (!set)
    throw resourceNotFound('Microsoft.Compute/virtualMachineScaleSets', id.name, id.resourceGroup);
  checkRegion(set.location, watcher, id.name);
  const names = (list: readonly string[], instanceId: string) =>
    list.some((entry) => [instanceId, `${id.name}_${instanceId}`].includes(lastPart(entry)));
  const { include, exclude } = properties.scope;
  const chosen = set.instances.filter(
    ({ instanceId }) =>
      (include.length === 0 || names(include, instanceId)) && !names(exclude, instanceId),
  );
  const able = chosen.filter(
    ({ powerState, agent, agentState }) =>
      powerState === 'running' && agent && agentState === 'Succeeded',
  );
  if (able.length === 0) throw agentMissing(id.name);
  const fullIds = (list: readonly string[]) =>
    list.map((entry) => `${formatResourceId(id)}/virtualMachines/${instanceNumber(entry, id)}`);
  return {
    localAddress: '10.0.0.4',
    instances: able.map(({ instanceId }) => instanceId),
    scope: { include: fullIds(include), exclude: fullIds(exclude) },
  };
}

const lastPart = (entry: string): string => entry.split('/').at(-1) ?? '';

/** Clients send numbers (Azure CLI), names (the examples of Azure PowerShell) or full ids. */
function instanceNumber(entry: string, set: ResourceId): string {
  const part = lastPart(entry);
  return part.startsWith(`${set.name}_`) ? part.slice(set.name.length + 1) : part;
}

function checkRegion(location: string, watcher: Watcher, name: string): void {
  if (sameRegion(location, watcher.region)) return;
  throw new ArmError(
    400,
    'TargetRegionMismatch',
    `The target '${name}' is in '${location}', but the network watcher is in '${watcher.region}'.`,
  );
}

/** 400 for a target without the Network Watcher agent. */
export function agentMissing(name: string): ArmError {
  return new ArmError(
    400,
    'NetworkWatcherAgentNotInstalled',
    `The Network Watcher Agent extension is not installed on '${name}'.`,
  );
}
