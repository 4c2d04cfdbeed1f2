import type { Watcher } from '../captures/session.ts';
import type { SessionList } from '../captures/session-list.ts';
import { sessionList } from '../captures/session-list.ts';
import { networkClient } from './network-client.ts';

/** Lists the sessions of a watcher: those of others too, and those that have ended. */
export async function listSessions(watcher: Watcher): Promise<SessionList> {
  const { packetCaptures } = await networkClient(watcher.subscriptionId);
  const names: string[] = [];
  for await (const { name = '' } of packetCaptures.list(watcher.resourceGroup, watcher.name)) {
    names.push(name);
  }
  return sessionList(names);
}
