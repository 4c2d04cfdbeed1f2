/** Measures the app on the local host. `npm run bench -- storm` runs one of the benchmarks alone. */
import { writeFile } from 'node:fs/promises';
import { Argument, Command } from 'commander';
import { alertToPut } from './alert-to-put.ts';
import { replay } from './replay.ts';
import { startUp } from './start-up.ts';
import { storm } from './storm.ts';
import type { Figure } from './support/figure.ts';
import { describeMachine } from './support/machine.ts';

const BENCHMARKS: Record<string, () => Promise<Figure[]>> = {
  'start-up': startUp,
  'alert-to-put': alertToPut,
  storm,
  replay,
};

const command = new Command('bench')
  .description('Measures the app on the local host, with a simulator that answers at once.')
  .addArgument(new Argument('[names...]', 'benchmarks to run').choices(Object.keys(BENCHMARKS)))
  .option('--json <file>', 'where to write the figures', 'bench-results.json')
  .parse();

const names = command.args.length > 0 ? command.args : Object.keys(BENCHMARKS);
const figures: Figure[] = [];
for (const name of names) {
  console.error(`${name} ...`);
  figures.push(...((await BENCHMARKS[name]?.()) ?? []));
}
const machine = describeMachine();
console.log(
  `${machine.cores} cores of ${machine.cpu}, Node ${machine.node}, load ${machine.loadAverage.toFixed(1)}`,
);
console.table(
  figures.map(({ name, unit, p50, p99, samples }) => ({
    figure: name,
    unit,
    p50: Number(p50.toFixed(1)),
    p99: Number(p99.toFixed(1)),
    samples,
  })),
);
const { json } = command.opts<{ json: string }>();
await writeFile(json, `${JSON.stringify({ machine, figures }, undefined, 2)}\n`);
