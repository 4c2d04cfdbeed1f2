import { networkClient } from '../azure/network-client.ts';
import type { Watcher } from '../captures/session.ts';
import type { SessionList } from '../captures/session-list.ts';
import { sessionList } from '../captures/session-list.ts';
import { settings } from '../settings.ts';

/** How far a watcher is used; the `captureSlots` entity decides by it. */
export interface WatcherUsage {
  limit: number;
  /** The sessions that the watcher lists: those of others count, and those that have ended, too. */
  listed: SessionList;
}

/** Reads how many sessions a watcher holds, and how many it may hold. */
export async function enforceLimit(watcher: Watcher): Promise<WatcherUsage> {
  const { packetCaptures } = await networkClient(watcher.subscriptionId);
  const names: string[] = [];
  for await (const { name = '' } of packetCaptures.list(watcher.resourceGroup, watcher.name)) {
    names.push(name);
  }
  return { limit: settings().limit, listed: sessionList(names) };
}
