import { readFileSync } from 'node:fs';
import { waitFor } from './wait-for.ts';

/** Whether a process runs; one that has ended, but that nobody has taken note of yet, does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

/** Waits until none of the processes runs any more. */
export async function waitUntilGone(pids: readonly number[]): Promise<void> {
  await waitFor(
    'the end of processes',
    () => pids.filter(isRunning),
    (running) => running.length === 0,
  );
}
