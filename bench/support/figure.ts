/** What a figure is held against: a bound on itself, or on its ratio to a reference. */
export interface Goal {
  /** `least` where more is better. */
  bound: 'most' | 'least';
  p50?: number;
  p99?: number;
}

/** One measured figure. `p50` and `p99` are in the unit that `unit` names. */
export interface Figure {
  name: string;
  unit: string;
  p50: number;
  p99: number;
  samples: number;
  /** How often it was measured; p50, p99 and the ratios are medians of so many. */
  runs: number;
  /** What it was measured with, where that matters. */
  settings?: string;
  /** By how much it is larger than what was measured beside it, in the same run. */
  ratio?: { to: string; p50: number; p99: number };
  /** On the ratio where there is one, else on the figure itself. */
  goal?: Goal;
}

/** The value below which a share (0 to 1) of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** A figure from its samples; one sample stands for both percentiles. */
export function figure(
  name: string,
  unit: string,
  samples: readonly number[],
  more: Pick<Figure, 'settings' | 'goal'> = {},
): Figure {
  return {
    name,
    unit,
    p50: percentile(samples, 0.5),
    p99: percentile(samples, 0.99),
    samples: samples.length,
    runs: 1,
    ...more,
  };
}

/** The same figure, with its ratio to another's, of the same run. */
export function comparedTo(reference: Figure, ours: Figure, goal?: Goal): Figure {
  const ratio = {
    to: reference.name,
    p50: ours.p50 / reference.p50,
    p99: ours.p99 / reference.p99,
  };
  return { ...ours, ratio, ...(goal && { goal }) };
}

/** One list of figures from those of several runs, by their names: the medians. */
export function medians(runs: readonly (readonly Figure[])[]): Figure[] {
  const byName = Map.groupBy(runs.flat(), ({ name }) => name);
  return [...byName.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const median = (pick: (each: Figure) => number) => percentile(same.map(pick), 0.5);
    const { ratio } = first;
    return {
      ...first,
      p50: median(({ p50 }) => p50),
      p99: median(({ p99 }) => p99),
      samples: same.reduce((sum, { samples }) => sum + samples, 0),
      runs: same.length,
      ...(ratio && {
        ratio: {
          to: ratio.to,
          p50: median((each) => each.ratio?.p50 ?? NaN),
          p99: median((each) => each.ratio?.p99 ?? NaN),
        },
      }),
    };
  });
}

/** Whether a figure reaches its goal; undefined where it has none. */
export function reachesGoal({ goal, ratio, p50, p99 }: Figure): boolean | undefined {
  if (!goal) return undefined;
  const value = ratio ?? { p50, p99 };
  const within = (seen: number, bound: number | undefined) =>
    bound === undefined || (goal.bound === 'most' ? seen <= bound : seen >= bound);
  return within(value.p50, goal.p50) && within(value.p99, goal.p99);
}
