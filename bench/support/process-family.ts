import { readdirSync, readFileSync } from 'node:fs';

/** Ids of processes and all their descendants. */
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

// Linux reports hundredths of a second, independent of the kernel configuration.
const TICK_MS = 10;

/** CPU time in milliseconds of processes and their running descendants. */
export function cpuMs(pids: readonly number[]): number {
  return family(pids).reduce((sum, pid) => sum + (statOf(pid)?.ticks ?? 0) * TICK_MS, 0);
}

function statOf(pid: number): { parent: number; ticks: number } | undefined {
  try {
    // proc(5): pid (command) state ppid ...; the command may contain spaces and parentheses.
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
