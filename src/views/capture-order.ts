import { isActiveRow, outcomesOf } from './capture-outcome.ts';
import type { CaptureRow } from './capture-row.ts';

/** Columns by which a list can be sorted. */
export const sortColumns = ['machine', 'rule', 'severity', 'outcome', 'size', 'started'] as const;

export type SortColumn = (typeof sortColumns)[number];

/** Position of a row in an order. Rows with the same key are sorted by start, newest first. */
export interface Position {
  key: string | number;
  startedAt: string;
  id: string;
}

/** Sort order of captures. */
export interface CaptureOrder {
  /** True if old captures may precede new ones, so that all captures must be read first. */
  needsAll: boolean;
  positionOf: (row: CaptureRow) => Position;
  compare: (one: Position, other: Position) => number;
}

/** Running captures first, then the newest. */
const byDefault: CaptureOrder = {
  needsAll: false,
  positionOf: (row) => position(row, isActiveRow(row) ? 0 : 1),
  compare: (one, other) => compareValues(one.key, other.key) || newestFirst(one, other),
};

const keys: Record<SortColumn, (row: CaptureRow) => string | number> = {
  machine: ({ id, targets: [first] }) => (first?.vm.split('/').at(-1) ?? id).toLowerCase(),
  rule: ({ alert }) => alert.rule.toLowerCase(),
  // `Sev0` to `Sev4`. Captures without a severity come last.
  severity: ({ alert }) => alert.severity ?? '~',
  outcome: (row) => outcomesOf(row)[0] ?? '',
  size: ({ targets }) => targets.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
  started: ({ startedAt }) => startedAt,
};

/**
 * Order by a column; the prefix `-` reverses it. Without a column it is the order of the page: running
 * captures first, then the newest.
 */
export function orderBy(sort: SortColumn | `-${SortColumn}` | undefined): CaptureOrder {
  if (sort === undefined) return byDefault;
  const isReversed = sort.startsWith('-');
  const keyOf = keys[(isReversed ? sort.slice(1) : sort) as SortColumn];
  const direction = isReversed ? -1 : 1;
  return {
    needsAll: true,
    positionOf: (row) => position(row, keyOf(row)),
    compare: (one, other) =>
      direction * compareValues(one.key, other.key) || newestFirst(one, other),
  };
}

const position = ({ startedAt, id }: CaptureRow, key: string | number): Position => ({
  key,
  startedAt,
  id,
});

const newestFirst = (one: Position, other: Position): number =>
  -compareValues(one.startedAt, other.startedAt) || compareValues(one.id, other.id);

function compareValues(one: string | number, other: string | number): number {
  return one < other ? -1 : Number(one > other);
}
