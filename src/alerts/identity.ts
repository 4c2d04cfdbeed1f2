import { hash } from 'node:crypto';
import type { Dimension } from './dimensions.ts';

/** What tells one firing from all others. */
export interface Firing {
  /** The ids that the payload gives to the alert, its rule and its time. */
  ids: readonly (string | undefined)[];
  /** The resources that it is about. */
  targets: readonly string[];
  /** The dimensions of each criterion, in the order of the payload. */
  dimensions: readonly (readonly Dimension[])[];
}

/** The identity of a firing. Ids and targets ignore case; the values of dimensions do not. */
export function identityOf({ ids, targets, dimensions }: Firing): string {
  const parts = [
    ids.map((id) => id?.toLowerCase() ?? null),
    targets.map((id) => id.toLowerCase()).sort(),
    dimensions.map((row) => row.map(({ name, value }) => JSON.stringify([name, value])).sort()),
  ];
  return hash('sha256', JSON.stringify(parts));
}
