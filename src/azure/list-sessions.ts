import type { Watcher } from '../captures/session.ts';
import type { SessionList } from '../captures/session-list.ts';
import { sessionList } from '../captures/session-list.ts';
import { networkClient } from './network-client.ts';

/** Lists all sessions of a watcher, including ended sessions and sessions of other users. */
export async function listSessions(watcher: Watcher): Promise<SessionList> {
  const { packetCaptures } = await networkClient(watcher.subscriptionId);
  const names: string[] = [];
  for await (const { name = '' } of packetCaptures.list(watcher.resourceGroup, watcher.name)) {
    names.push(name);
  }
  return sessionList(names);
}
