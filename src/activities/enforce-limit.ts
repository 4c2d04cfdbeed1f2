import { listSessions } from '../azure/list-sessions.ts';
import type { Watcher } from '../captures/session.ts';
import type { SessionList } from '../captures/session-list.ts';
import { settings } from '../settings.ts';

/** How far a watcher is used; the `captureSlots` entity decides by it. */
export interface WatcherUsage {
  /** Sessions that the watcher may hold. */
  limit: number;
  listed: SessionList;
}

/** Reads which sessions a watcher holds, and how many it may hold. */
export async function enforceLimit(watcher: Watcher): Promise<WatcherUsage> {
  return { limit: settings().limit, listed: await listSessions(watcher) };
}
