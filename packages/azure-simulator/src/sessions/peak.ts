/** The time during which a session was listed. `until` is absent while it is listed. */
export interface Interval {
  readonly from: number;
  readonly until?: number | undefined;
}

/** The largest number of intervals that overlap. The end is not part of an interval. */
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
