import * as v from 'valibot';
import { normalRegion } from './region.ts';

/** The Network Watcher of a region as described through the admin surface. */
export const WatcherDescription = v.strictObject({
  region: v.pipe(v.string(), v.transform(normalRegion)),
  /** Limits the description to one subscription. Default: all subscriptions. */
  subscriptionId: v.optional(v.string()),
  state: v.optional(v.picklist(['present', 'absent', 'provisioning']), 'present'),
  name: v.optional(v.string()),
  resourceGroup: v.optional(v.string(), 'NetworkWatcherRG'),
  /** Maximum number of active sessions. Default: the service's limit (azure-docs, network-watcher-limits). */
  sessionLimit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 10000),
});

export type Watcher = v.InferOutput<typeof WatcherDescription>;

/** The default watcher, in one region. */
export const ORDINARY_WATCHER: Watcher = v.parse(WatcherDescription, { region: 'westeurope' });

/** The watcher's name as described, or the name that Azure chooses. */
export function watcherName(watcher: Watcher): string {
  return watcher.name ?? `NetworkWatcher_${watcher.region}`;
}

/** Key of a description: the region, for one subscription or for all. */
export function watcherKey(region: string, subscriptionId?: string): string {
  return `${normalRegion(region)} ${subscriptionId?.toLowerCase() ?? '*'}`;
}
