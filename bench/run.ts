/** Measures the app and the local host. `npm run bench -- storm` runs one of the benchmarks alone. */
import { writeFile } from 'node:fs/promises';
import { Argument, Command } from 'commander';
import { alertToPut } from './alert-to-put.ts';
import { engines } from './engine/engines.ts';
import { installReferences } from './engine/references.ts';
import { replay } from './replay.ts';
import { growth } from './growth.ts';
import { list } from './list.ts';
import { recovery } from './recovery.ts';
import { startUp } from './start-up.ts';
import { storm } from './storm.ts';
import { traffic } from './traffic.ts';
import { medians, reachesGoal, type Figure } from './support/figure.ts';
import { machine, watchMachine, type Conditions } from './support/machine.ts';

const BENCHMARKS: Record<string, (note: (text: string) => void) => Promise<Figure[]>> = {
  engines,
  'alert-to-put': () => alertToPut(),
  storm: () => storm(),
  'start-up': startUp,
  recovery: () => recovery(),
  growth,
  replay: () => replay(),
  traffic,
  list: () => list(),
};

interface Options {
  json: string;
  runs: string;
  references?: true;
}

const command = new Command('bench')
  .description('Measures the app on the local host, with a simulator that answers at once.')
  .addArgument(new Argument('[names...]', 'benchmarks to run').choices(Object.keys(BENCHMARKS)))
  .option('--runs <number>', 'how often each is run; the figures are the medians', '3')
  .option('--references', 'install the engines to measure beside ours first')
  .option('--json <file>', 'where to write the figures', 'bench-results.json')
  .parse();

const { json, runs, references } = command.opts<Options>();
const names = command.args.length > 0 ? command.args : Object.keys(BENCHMARKS);
const notes = new Set<string>();
const results: { benchmark: string; conditions: Conditions[]; figures: Figure[] }[] = [];
if (references) await installReferences();
for (const benchmark of names) {
  const conditions: Conditions[] = [];
  const figures: Figure[][] = [];
  for (let run = 1; run <= Number(runs); run++) {
    console.error(`${benchmark}, run ${run} of ${runs} ...`);
    const end = watchMachine();
    figures.push((await BENCHMARKS[benchmark]?.((text) => notes.add(text))) ?? []);
    conditions.push(end());
  }
  results.push({ benchmark, conditions, figures: medians(figures) });
}

console.log(
  `${machine.cores} cores of ${machine.cpu}, Node ${machine.node}; ${runs} runs, medians`,
);
for (const { benchmark, conditions, figures } of results) {
  const steal = conditions.map(({ stealPercent }) => `${stealPercent ?? '?'} %`).join(', ');
  const load = conditions.map(({ loadAverage }) => loadAverage.toFixed(1)).join(', ');
  console.log(`\n${benchmark} (load before each run ${load}; steal ${steal})`);
  console.table(figures.map(row));
}
for (const note of notes) console.log(note);
await writeFile(json, `${JSON.stringify({ machine, notes: [...notes], results }, null, 2)}\n`);

function row(figure: Figure) {
  const { name, unit, p50, p99, ratio, goal } = figure;
  const round = (value: number) => Number(value.toPrecision(3));
  const reached = reachesGoal(figure);
  return {
    figure: name,
    unit,
    p50: round(p50),
    p99: round(p99),
    ...(ratio && { to: ratio.to, 'ratio p50': round(ratio.p50), 'ratio p99': round(ratio.p99) }),
    ...(goal && {
      goal: [
        `at ${goal.bound}`,
        ...[goal.p50, goal.p99].map((each) => (each ? round(each) : '-')),
      ].join(' '),
      reached,
    }),
  };
}
