/** Goal of a figure: a bound on its value, or on its ratio to a reference. */
export interface Goal {
  /** `least` when larger is better. */
  bound: 'most' | 'least';
  p50?: number;
  p99?: number;
}

/** A measured figure. `p50` and `p99` are in `unit`. */
export interface Figure {
  name: string;
  unit: string;
  p50: number;
  p99: number;
  samples: number;
  /** Number of runs; p50, p99 and the ratios are medians over them. */
  runs: number;
  /** Relevant settings of the measurement. */
  settings?: string;
  /** Ratio to a reference measured in the same run. */
  ratio?: { to: string; p50: number; p99: number };
  /** Applies to the ratio if there is one, else to the figure. */
  goal?: Goal;
}

/** The value below which this share (0 to 1) of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** A figure from samples. A single sample is used for both percentiles. */
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

/** The figure with its ratio to a reference from the same run. */
export function comparedTo(reference: Figure, ours: Figure, goal?: Goal): Figure {
  const ratio = {
    to: reference.name,
    p50: ours.p50 / reference.p50,
    p99: ours.p99 / reference.p99,
  };
  return { ...ours, ratio, ...(goal && { goal }) };
}

/** The medians of figures over several runs, matched by name. */
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

/** True when a figure reaches its goal; undefined without a goal. */
export function reachesGoal({ goal, ratio, p50, p99 }: Figure): boolean | undefined {
  if (!goal) return undefined;
  const value = ratio ?? { p50, p99 };
  const within = (seen: number, bound: number | undefined) =>
    bound === undefined || (goal.bound === 'most' ? seen <= bound : seen >= bound);
  return within(value.p50, goal.p50) && within(value.p99, goal.p99);
}
