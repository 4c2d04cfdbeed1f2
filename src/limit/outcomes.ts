import type { Outcome } from '../captures/outcome.ts';
import { isText } from './stored-fields.ts';
import { isRecord } from '../captures/is-record.ts';
import { stateVersion } from '../captures/state-version.ts';

/** The outcome of a machine capture. */
export interface KeptOutcome {
  /** Name of its session. */
  session: string;
  /** When it ended, in ISO 8601 UTC. */
  at: string;
  outcome: Outcome;
}

/** State of a `captureOutcomes` entity. */
export interface OutcomesState {
  version: number;
  /** In order of their ends. */
  kept: KeptOutcome[];
}

/** How long an outcome is kept, as long as there are not too many later ones. */
const keptSeconds = 24 * 3600;
/** Outcomes of this age are kept in any number. */
const recentSeconds = 15 * 60;
/** Maximum number of older outcomes in one entity. */
const mostKept = 50;

/** Number of `captureOutcomes` entities. With many, each state is small, and none is ever deleted. */
const shards = 256;

/** Key of the `captureOutcomes` entity that keeps the outcome of a session: its FNV-1a hash. */
export function shardOf(session: string): string {
  let hash = 0x811c9dc5;
  for (const char of session) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return ((hash >>> 0) % shards).toString(16).padStart(2, '0');
}

/** Reads the state of the entity. Entries that cannot be read are left out. */
export function readOutcomes(stored: unknown): OutcomesState {
  const kept = isRecord(stored) && Array.isArray(stored.kept) ? stored.kept : [];
  return { version: stateVersion, kept: kept.filter(isKept) };
}

const isKept = (item: unknown): item is KeptOutcome =>
  isRecord(item) &&
  [item.session, item.at].every(isText) &&
  isRecord(item.outcome) &&
  isText(item.outcome.end);

/** Adds an outcome, and removes those that are no longer needed. The first outcome of a session stays. */
export function rememberOutcome(
  { version, kept }: OutcomesState,
  added: KeptOutcome,
): OutcomesState {
  if (recallOutcome({ version, kept }, added.session) !== undefined) return { version, kept };
  const age = ({ at }: KeptOutcome): number => (Date.parse(added.at) - Date.parse(at)) / 1000;
  const first = kept.length + 1 - mostKept;
  const needed = kept.filter(
    (one, index) => age(one) < recentSeconds || (age(one) < keptSeconds && index >= first),
  );
  return { version, kept: [...needed, added] };
}

/** The outcome of a session; undefined if it has none, or is no longer kept. */
export const recallOutcome = ({ kept }: OutcomesState, session: string): Outcome | undefined =>
  kept.find((one) => one.session === session)?.outcome;
