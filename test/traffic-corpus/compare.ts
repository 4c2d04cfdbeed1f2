import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Command } from 'commander';
import { summarize } from '../../src/traffic/summarize.ts';
import type { Figures } from './figures.ts';
import { figuresOfSummary, figuresOfTshark } from './figures.ts';
import { tsharkRows } from './tshark-rows.ts';

const command = new Command('npm run compare:traffic --')
  .description(
    "Compares the summary of each capture file in a folder with tshark's figures, and prints the differences.",
  )
  .argument('<folder>', 'folder with capture files')
  .option('--cache <folder>', "keeps tshark's answers", join(tmpdir(), 'alert-capture-tshark'))
  .parse();
const [folder = '.'] = command.args;
const { cache } = command.opts<{ cache: string }>();

const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile());
const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
let equal = 0;
for (const path of paths) {
  const theirs = figuresOfTshark(await tsharkRows(path, cache));
  const summary = await summarize(createReadStream(path));
  const ours = figuresOfSummary(summary);
  const different = Object.keys(ours) as (keyof Figures)[];
  const lines = different
    .filter((name) => ours[name] !== theirs[name])
    .map((name) => `${name} ${ours[name]}, by tshark ${theirs[name]}`);
  if (lines.length === 0) equal += 1;
  else console.log([relative(folder, path), ...lines, summary.file.problem].join('\n  '));
}
const share = ((100 * equal) / paths.length).toFixed(2);
console.log(`${equal} of ${paths.length} files are equal (${share} %).`);
