import { createHash } from 'node:crypto';
import { watcherName, type Watcher } from '../descriptions/watcher.ts';
import type { Simulation } from '../simulation.ts';
import { resourceNotFound } from '../model/arm-error.ts';
import type { ArmCall, ArmRoute } from './route.ts';

const TYPE = 'Microsoft.Network/networkWatchers';
const READ = `${TYPE}/read`;

/** Path template of one watcher. */
export const WATCHER_PATH =
  '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Network/networkWatchers/{watcher}';

/** Operations that list watchers and get one. */
export const networkWatcherRoutes: readonly ArmRoute[] = [
  {
    operation: 'networkWatchers.listAll',
    specification: 'Microsoft.Network/2026-01-01/NetworkWatchers_ListAll',
    method: 'GET',
    path: '/subscriptions/{subscriptionId}/providers/Microsoft.Network/networkWatchers',
    action: READ,
    handle: ({ world }, call) => {
      const watchers = world.watchers(call.param('subscriptionId'));
      return { status: 200, body: { value: watchers.map((one) => watcherBody(call, one)) } };
    },
  },
  {
    operation: 'networkWatchers.list',
    specification: 'Microsoft.Network/2026-01-01/NetworkWatchers_List',
    method: 'GET',
    path: WATCHER_PATH.replace('/{watcher}', ''),
    action: READ,
    handle: ({ world }, call) => {
      const group = call.param('resourceGroup').toLowerCase();
      const watchers = world
        .watchers(call.param('subscriptionId'))
        .filter((watcher) => watcher.resourceGroup.toLowerCase() === group);
      return { status: 200, body: { value: watchers.map((one) => watcherBody(call, one)) } };
    },
  },
  {
    operation: 'networkWatchers.get',
    specification: 'Microsoft.Network/2026-01-01/NetworkWatchers_Get',
    method: 'GET',
    path: WATCHER_PATH,
    action: READ,
    handle: (simulation, call) => ({
      status: 200,
      body: watcherBody(call, findWatcher(simulation, call)),
    }),
  },
];

/**
 * The watcher that a call refers to.
 * @throws {ArmError} 404 when it does not exist.
 */
export function findWatcher({ world }: Simulation, call: ArmCall): Watcher {
  const name = call.param('watcher');
  const resourceGroup = call.param('resourceGroup');
  const watcher = world.watcher(call.param('subscriptionId'), resourceGroup, name);
  if (watcher) return watcher;
  throw resourceNotFound(TYPE, name, resourceGroup);
}

/** The watcher's resource id. */
export function watcherId(subscriptionId: string, watcher: Watcher): string {
  return (
    `/subscriptions/${subscriptionId}/resourceGroups/${watcher.resourceGroup}` +
    `/providers/${TYPE}/${watcherName(watcher)}`
  );
}

function watcherBody(call: ArmCall, watcher: Watcher): unknown {
  const id = watcherId(call.param('subscriptionId'), watcher);
  const hash = createHash('sha256').update(id.toLowerCase()).digest('hex');
  return {
    name: watcherName(watcher),
    id,
    etag: `W/"${hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}"`,
    type: TYPE,
    location: watcher.region,
    properties: {
      provisioningState: watcher.state === 'provisioning' ? 'Updating' : 'Succeeded',
      runningOperationIds: [],
    },
  };
}
