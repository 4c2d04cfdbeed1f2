import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on. `stealPercent` is what other machines took, since boot. */
export function describeMachine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    loadAverage: loadavg()[0] ?? 0,
    stealPercent: stealPercent(),
  };
}

// proc(5): user nice system idle iowait irq softirq steal
function stealPercent(): number | undefined {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const times = line.trim().split(/\s+/).slice(1, 9).map(Number);
    const total = times.reduce((sum, each) => sum + each, 0);
    return Math.round(((times[7] ?? 0) / total) * 1000) / 10;
  } catch {
    return undefined;
  }
}
