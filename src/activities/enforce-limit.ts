import { networkClient } from '../azure/network-client.ts';
import type { Watcher } from '../captures/session.ts';
import { settings } from '../settings.ts';

/** How far a watcher is used; the `captureSlots` entity decides by it. */
export interface WatcherUsage {
  limit: number;
  /** Names of the sessions that the watcher lists: those of others count, and those that have ended, too. */
  listed: string[];
}

/** Reads how many sessions a watcher holds, and how many it may hold. */
export async function enforceLimit(watcher: Watcher): Promise<WatcherUsage> {
  const { packetCaptures } = await networkClient(watcher.subscriptionId);
  const listed: string[] = [];
  for await (const { name = '' } of packetCaptures.list(watcher.resourceGroup, watcher.name)) {
    listed.push(name);
  }
  return { limit: settings().limit, listed };
}
