/** One measured figure. Samples are in the unit that `unit` names. */
export interface Figure {
  name: string;
  unit: string;
  p50: number;
  p99: number;
  samples: number;
}

/** The value below which a share (0 to 1) of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** A figure from its samples; one sample stands for both percentiles. */
export function figure(name: string, unit: string, samples: readonly number[]): Figure {
  return {
    name,
    unit,
    p50: percentile(samples, 0.5),
    p99: percentile(samples, 0.99),
    samples: samples.length,
  };
}
