import { readFile } from 'node:fs/promises';
import type { SessionRow } from '../support/simulator-client.ts';

/** What a release left behind, beside its task hub file. */
export interface ReleasedState {
  /** Version of the durable state. */
  version: number;
  /** Time of the record, in ISO 8601 UTC. */
  recordedAt: string;
  /** Subscription of the machines. */
  subscriptionId: string;
  /** Ids of the alerts, by the state of their capture. */
  alerts: Record<'ended' | 'running' | 'waiting', string>;
  /** The sessions that the watcher listed. */
  sessions: Pick<SessionRow, 'id' | 'name' | 'requested'>[];
}

/** Settings of the app, at the record and after the upgrade. */
export const settings = {
  CAPTURE_LIMIT: '1',
  CAPTURE_LIMIT_POLICY: 'wait',
  CAPTURE_TIME_LIMIT_SECONDS: '60',
};

/** The task hub file of a local host. */
export const hubFile = 'task-hub.sqlite';

/** Reads what is known of a release. */
export const readState = async (release: string): Promise<ReleasedState> => {
  const file = new URL(`${release}/state.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')) as ReleasedState;
};
