/**
 * The sessions that a watcher lists. Those of others are only counted: a list stands in the history of
 * an instance for each time that it was read, and a watcher may hold 10,000 sessions.
 */
export interface SessionList {
  /** Names of the sessions that this app, or another deployment of it, created. */
  ours: string[];
  others: number;
}

/** What the names of our sessions begin with; see `alerts/instance-id.ts`. */
const prefix = 'alert-capture-';

/** Sorts the names of a watcher's sessions. Their letter case does not matter. */
export function sessionList(names: readonly string[]): SessionList {
  const ours = names.map((name) => name.toLowerCase()).filter((name) => name.startsWith(prefix));
  return { ours, others: names.length - ours.length };
}

/** Whether a session of ours is listed. */
export const isListed = ({ ours }: SessionList, name: string): boolean =>
  ours.includes(name.toLowerCase());
