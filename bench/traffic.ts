import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeTraffic } from './traffic/write-traffic.ts';
import type { Figure } from './support/figure.ts';
import { comparedTo, figure } from './support/figure.ts';

const mebibyte = 2 ** 20;
/** Folder that keeps the files between runs. */
const folder = join(tmpdir(), 'alert-capture-bench-traffic');
const program = fileURLToPath(new URL('./traffic/read-once.ts', import.meta.url));
const filter = 'tcp port 5432 and tcp[tcpflags] & tcp-syn != 0';

/** Reads capture files, compared with tcpdump and tshark: seconds, and peak resident memory in MiB. */
export async function traffic(note: (text: string) => void): Promise<Figure[]> {
  mkdirSync(folder, { recursive: true });
  const middle = await file('200-mb.pcap', { bytes: 200 * 1e6 });
  const large = await file('1-gb.pcap', { bytes: 1e9 });
  const flood = await file('million-syns.pcap', { syns: 1_000_000 });
  const dump = await timed('tcpdump', ['-n', '-r', middle]);
  const phs = await timed('tshark', ['-n', '-q', '-r', middle, '-z', 'io,phs']);
  const ours = await own('summary', middle);
  const ourLarge = await own('summary', large);
  const ourFlood = await own('summary', flood);
  const dumpFiltered = await timed('tcpdump', ['-n', '-r', large, filter]);
  const ourFiltered = await own('packets', large, filter);
  note(`Files of ${[middle, large, flood].map((name) => statSync(name).size).join(', ')} bytes.`);

  const seconds = (name: string, value: number) => figure(name, 's', [value]);
  const memory = (name: string, value: number) =>
    figure(name, 'MiB', [value], { goal: { bound: 'most', p50: 300 } });
  const byTcpdump = seconds('tcpdump -r, 200 MB', dump);
  const byTshark = seconds('tshark -z io,phs, 200 MB', phs);
  const filteredByTcpdump = seconds('tcpdump -r with a filter, 1 GB', dumpFiltered);
  return [
    byTcpdump,
    byTshark,
    comparedTo(byTcpdump, seconds('summary, 200 MB', ours.seconds), { bound: 'most', p50: 1 }),
    comparedTo(byTshark, seconds('summary of 200 MB beside tshark', ours.seconds), {
      bound: 'most',
      p50: 0.2,
    }),
    memory('resident for the summary of 200 MB', ours.mebibytes),
    memory('resident for the summary of 1 GB', ourLarge.mebibytes),
    memory('resident for a million SYNs', ourFlood.mebibytes),
    filteredByTcpdump,
    comparedTo(filteredByTcpdump, seconds('first screen of a filter, 1 GB', ourFiltered.seconds), {
      bound: 'most',
      p50: 1,
    }),
    memory('resident for the filter of 1 GB', ourFiltered.mebibytes),
  ];
}

async function file(name: string, what: { bytes?: number; syns?: number }): Promise<string> {
  const path = join(folder, name);
  if (!existsSync(path)) {
    const stream = createWriteStream(path);
    await writeTraffic(stream, what);
    stream.end();
    await once(stream, 'finish');
  }
  // Fill the disk cache, so that the first reader is not at a disadvantage.
  execFileSync('cat', [path], { stdio: ['ignore', 'ignore', 'inherit'] });
  return path;
}

/** Duration of a program in seconds. Its output is discarded. */
async function timed(command: string, args: readonly string[]): Promise<number> {
  const begin = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  await once(child, 'exit');
  return (performance.now() - begin) / 1000;
}

/**
 * Our reader in a separate process, because memory is measured. Its start-up time does not count: the
 * app is already running when a capture ends.
 */
async function own(...args: string[]): Promise<{ seconds: number; mebibytes: number }> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  const { seconds, bytes } = JSON.parse(text) as { seconds: number; bytes: number };
  return { seconds, mebibytes: bytes / mebibyte };
}
