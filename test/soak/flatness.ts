import type { DaySample } from './history-days.ts';

/** How much a figure may be above its first value. A file has some free pages. */
const tolerance = 1.2;

/**
 * Compares what the task hub holds on each day with what it held when the first captures had been purged.
 *
 * @returns a line for each figure that has grown.
 */
export function flatness(samples: readonly DaySample[], retentionDays: number): string[] {
  const settled = samples.filter(({ day }) => day > retentionDays + 1);
  const [first] = settled;
  if (first === undefined) return ['It ended before the first captures were purged.'];
  return (['instances', 'fileKiB', 'listPages', 'listed', 'heapMiB'] as const).flatMap((figure) => {
    const most = Math.max(...settled.map((sample) => sample[figure]));
    return most <= first[figure] * tolerance
      ? []
      : [`${figure} has grown from ${first[figure]} to ${most}.`];
  });
}
