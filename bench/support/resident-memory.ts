import { readFileSync } from 'node:fs';
import { family } from './process-family.ts';

/**
 * Memory of processes and all their descendants in MiB: the proportional set size from
 * /proc/PID/smaps_rollup, in which shared pages count once.
 */
export function residentMiB(pids: readonly number[]): number {
  const kibibytes = family(pids).map((pid) => {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return kibibytes.reduce((sum, each) => sum + each, 0) / 1024;
}
