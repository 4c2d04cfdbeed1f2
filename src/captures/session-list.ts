/**
 * Sessions that a watcher lists. Foreign sessions are only counted: the history of an instance stores the
 * list each time it is read, and a watcher may hold 10,000 sessions.
 */
export interface SessionList {
  /** Names of the sessions that this app, or another deployment of it, created. */
  ours: string[];
  others: number;
}

/** Prefix of our session names; see `alerts/instance-id.ts`. */
const prefix = 'alert-capture-';

/** Splits the session names of a watcher into ours and others. Letter case is ignored. */
export function sessionList(names: readonly string[]): SessionList {
  const ours = names.map((name) => name.toLowerCase()).filter((name) => name.startsWith(prefix));
  return { ours, others: names.length - ours.length };
}

/** Whether one of our sessions is listed. */
export const isListed = ({ ours }: SessionList, name: string): boolean =>
  ours.includes(name.toLowerCase());
