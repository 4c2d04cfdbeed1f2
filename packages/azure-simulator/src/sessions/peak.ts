/** When a session was in the list: from, and until, if it has left it. */
export interface Interval {
  readonly from: number;
  readonly until?: number | undefined;
}

/** The largest number of intervals that hold the same moment. An end is not part of an interval. */
export function peak(intervals: readonly Interval[]): number {
  const changes = intervals.flatMap(({ from, until }) => [
    { at: from, by: 1 },
    ...(until === undefined ? [] : [{ at: until, by: -1 }]),
  ]);
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  let current = 0;
  let highest = 0;
  for (const { by } of changes) {
    current += by;
    highest = Math.max(highest, current);
  }
  return highest;
}
