import { listSessions } from '../azure/list-sessions.ts';
import type { Watcher } from '../captures/session.ts';
import type { SessionList } from '../captures/session-list.ts';
import { settings } from '../settings.ts';

/** Usage of a watcher, on which the `captureSlots` entity decides. */
export interface WatcherUsage {
  /** Maximum number of sessions of the watcher. */
  limit: number;
  listed: SessionList;
}

/** Reads the sessions of a watcher and its limit. */
export async function enforceLimit(watcher: Watcher): Promise<WatcherUsage> {
  return { limit: settings().limit, listed: await listSessions(watcher) };
}
