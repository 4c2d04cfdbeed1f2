import { readdir, readFile } from 'node:fs/promises';
import { waitFor } from './wait-for.ts';

/**
 * Running processes with this text on their command line, such as a unique directory.
 * Reads /proc of Linux; on other systems it finds none.
 */
export async function processesWith(text: string): Promise<{ pid: number; command: string }[]> {
  const names = await readdir('/proc').catch((): string[] => []);
  const processes = names
    .filter((name) => /^\d+$/.test(name))
    .map(async (name) => ({
      pid: Number(name),
      // An ended process has none; one that has disappeared has no file.
      command: await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''),
    }));
  return (await Promise.all(processes)).filter(({ command }) => command.includes(text));
}

/** Waits until no process runs with this text on its command line. */
export async function waitUntilGone(text: string): Promise<void> {
  await waitFor(
    'the end of all processes',
    () => processesWith(text),
    (processes) => processes.length === 0,
  );
}
