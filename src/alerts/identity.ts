import { hash } from 'node:crypto';
import type { Dimension } from './dimensions.ts';

/** The facts that identify one firing. */
export interface Firing {
  /** Ids of the alert and its rule, and its time, as the payload has them. */
  ids: readonly (string | undefined)[];
  /** Ids of the affected resources. */
  targets: readonly string[];
  /** The dimensions of each criterion, in the order of the payload. */
  dimensions: readonly (readonly Dimension[])[];
}

/** The identity of a firing. Ids and targets are case-insensitive; dimension values are not. */
export function identityOf({ ids, targets, dimensions }: Firing): string {
  const parts = [
    ids.map((id) => id?.toLowerCase() ?? null),
    targets.map((id) => id.toLowerCase()).sort(),
    dimensions.map((row) => row.map(({ name, value }) => JSON.stringify([name, value])).sort()),
  ];
  return hash('sha256', JSON.stringify(parts));
}
