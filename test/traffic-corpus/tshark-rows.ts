import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';

/** The fields that tshark prints for each packet. */
export const fields = [
  'frame.time_epoch',
  'frame.len',
  'frame.protocols',
  'tcp.stream',
  'tcp.flags',
  'tcp.analysis.retransmission',
  'tcp.analysis.initial_rtt',
  'udp.srcport',
  'udp.dstport',
  'dns.flags.response',
  'dns.flags.rcode',
  'dns.response_to',
  'frame.cb_pen',
] as const;

/** A packet as tshark describes it: all values of each field, in order. */
export type TsharkRow = Record<(typeof fields)[number], string[]>;

/** What tshark says of a capture file. Its answer is kept in a folder, by the fields and the content of the file. */
export async function tsharkRows(file: string, cache: string): Promise<TsharkRow[]> {
  const hash = createHash('sha256')
    .update(fields.join())
    .update(await readFile(file));
  const kept = join(cache, `${hash.digest('hex').slice(0, 32)}.tsv.gz`);
  if (!existsSync(kept)) {
    await mkdir(cache, { recursive: true });
    await writeFile(`${kept}.part`, gzipSync(await runTshark(file)));
    await rename(`${kept}.part`, kept);
  }
  return parseRows(gunzipSync(await readFile(kept)).toString());
}

/** Packets up to a damaged one, or none when tshark cannot read the file. */
async function runTshark(file: string): Promise<string> {
  const shown = fields.flatMap((field) => ['-e', field]);
  const parameters = ['-n', '-r', file, '-T', 'fields', '-E', 'occurrence=a', ...shown];
  const child = spawn('tshark', parameters, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'close');
  const output = await text(child.stdout);
  await ended;
  return output;
}

const parseRows = (output: string): TsharkRow[] =>
  output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const values = line.split('\t');
      const valuesOf = (index: number): string[] => values[index]?.split(',').filter(Boolean) ?? [];
      return Object.fromEntries(
        fields.map((field, index) => [field, valuesOf(index)]),
      ) as TsharkRow;
    });
