import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** The machine on which the figures were measured. */
export const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};

/** Load of the machine during a measurement. */
export interface Conditions {
  /** Load average over the last minute. */
  loadAverage: number;
  /** Share of the time of all cores that the hypervisor gave to other guests; undefined when unknown. */
  stealPercent: number | undefined;
}

/** Starts to watch the machine. The returned function stops and returns the conditions. */
export function watchMachine(): () => Conditions {
  const loadAverage = loadavg()[0] ?? 0;
  const before = cpuTimes();
  return () => {
    const after = cpuTimes();
    if (!before || !after) return { loadAverage, stealPercent: undefined };
    const share = (after.steal - before.steal) / Math.max(1, after.total - before.total);
    return { loadAverage, stealPercent: Math.round(share * 1000) / 10 };
  };
}

// proc(5): user nice system idle iowait irq softirq steal
function cpuTimes(): { total: number; steal: number } | undefined {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const times = line.trim().split(/\s+/).slice(1, 9).map(Number);
    return { total: times.reduce((sum, each) => sum + each, 0), steal: times[7] ?? 0 };
  } catch {
    return undefined;
  }
}
