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
/** Many packets match the first filter, and the second matches too few to fill a screen. */
const filters = {
  common: 'tcp port 5432 and tcp[tcpflags] & tcp-syn != 0',
  rare: 'host 10.0.9.9 and tcp[tcpflags] & tcp-syn != 0',
};

/** Reads capture files, compared with tcpdump and tshark: seconds, and peak resident memory in MiB. */
export async function traffic(note: (text: string) => void): Promise<Figure[]> {
  mkdirSync(folder, { recursive: true });
  const middle = await file('200-mb.pcap', { bytes: 200 * 1e6 });
  const large = await file('1-gb.pcap', { bytes: 1e9 });
  const huge = await file('4-gb.pcap', { bytes: 4e9 });
  const flood = await file('million-syns.pcap', { syns: 1_000_000 });
  const dump = await timed('tcpdump', ['-n', '-r', middle]);
  const phs = await timed('tshark', ['-n', '-q', '-r', middle, '-z', 'io,phs']);
  const ours = await own('summary', middle);
  const ourLarge = await own('summary', large);
  const ourHuge = await own('summary', huge);
  const ourFlood = await own('summary', flood);
  note(
    `Files of ${[middle, large, huge, flood].map((name) => statSync(name).size).join(', ')} bytes.`,
  );

  const seconds = (name: string, value: number) => figure(name, 's', [value]);
  const memory = (name: string, value: number) =>
    figure(name, 'MiB', [value], { goal: { bound: 'most', p50: 300 } });
  const byTcpdump = seconds('tcpdump -r, 200 MB', dump);
  const byTshark = seconds('tshark -z io,phs, 200 MB', phs);
  const filtered: Figure[] = [];
  for (const [kind, filter] of Object.entries(filters)) {
    const dumped = await timed('tcpdump', ['-n', '-r', large, filter]);
    const byTcpdump = seconds(`tcpdump -r with a ${kind} filter, 1 GB`, dumped);
    const first = await own('packets', large, filter);
    const screen = seconds(`first screen of a ${kind} filter, 1 GB`, first.seconds);
    filtered.push(
      byTcpdump,
      comparedTo(byTcpdump, screen, { bound: 'most', p50: 1 }),
      memory(`resident for a ${kind} filter of 1 GB`, first.mebibytes),
    );
  }
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
    seconds('summary, 4 GB', ourHuge.seconds),
    memory('resident for the summary of 4 GB', ourHuge.mebibytes),
    seconds('summary of a million SYNs', ourFlood.seconds),
    seconds('processor time of the summary of a million SYNs', ourFlood.processorSeconds),
    memory('resident for a million SYNs', ourFlood.mebibytes),
    ...filtered,
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

interface OwnFigures {
  seconds: number;
  processorSeconds: number;
  mebibytes: number;
}

/**
 * Our reader in a separate process, because memory is measured. Its start-up time does not count: the
 * app is already running when a capture ends.
 */
async function own(...args: string[]): Promise<OwnFigures> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  const { bytes, ...times } = JSON.parse(text) as Omit<OwnFigures, 'mebibytes'> & { bytes: number };
  return { ...times, mebibytes: bytes / mebibyte };
}
