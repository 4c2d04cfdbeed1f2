import { readdirSync, readFileSync } from 'node:fs';

/** Processes, by id, with all their children and theirs. */
export function family(pids: readonly number[]): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? statOf(Number(name))?.parent : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [...pids];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

// Linux counts in hundredths of a second, whatever the kernel was built with.
const TICK_MS = 10;

/** Milliseconds of CPU that processes and all their children that still run have used. */
export function cpuMs(pids: readonly number[]): number {
  return family(pids).reduce((sum, pid) => sum + (statOf(pid)?.ticks ?? 0) * TICK_MS, 0);
}

function statOf(pid: number): { parent: number; ticks: number } | undefined {
  try {
    // proc(5): pid (command) state ppid ...; the command may hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1] ?? 0, ticks: (fields[11] ?? 0) + (fields[12] ?? 0) };
  } catch {
    return undefined;
  }
}
