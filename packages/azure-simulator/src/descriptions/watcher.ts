import * as v from 'valibot';
import { normalRegion } from './region.ts';

/** The Network Watcher of a region as described through the admin surface. */
export const WatcherDescription = v.strictObject({
  region: v.pipe(v.string(), v.transform(normalRegion)),
  /** Only in that subscription; in all when absent. */
  subscriptionId: v.optional(v.string()),
  state: v.optional(v.picklist(['present', 'absent', 'provisioning']), 'present'),
  name: v.optional(v.string()),
  resourceGroup: v.optional(v.string(), 'NetworkWatcherRG'),
  /** Sessions that may be active at once. Today's service limit; azure-docs, network-watcher-limits. */
  sessionLimit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 10000),
});

export type Watcher = v.InferOutput<typeof WatcherDescription>;

/** The one watcher that is there unless told otherwise. */
export const ORDINARY_WATCHER: Watcher = v.parse(WatcherDescription, { region: 'westeurope' });

/** The watcher's name: the one given, or the one that Azure gives. */
export function watcherName(watcher: Watcher): string {
  return watcher.name ?? `NetworkWatcher_${watcher.region}`;
}

/** Key of a description: the region, in one subscription or in all. */
export function watcherKey(region: string, subscriptionId?: string): string {
  return `${normalRegion(region)} ${subscriptionId?.toLowerCase() ?? '*'}`;
}
