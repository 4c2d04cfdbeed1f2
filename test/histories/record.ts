import { access, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Argument, Command } from 'commander';
import { recordingText } from 'local-host/replay';
import { scenarios } from './scenarios.ts';

const command = new Command('npm run record-histories --')
  .description(
    'Records histories of the app as it is now. Those that there are already are kept, since instances ' +
      'that run have begun with the code of then; name one to record it again.',
  )
  .addArgument(
    new Argument('[names...]', 'histories to record again').choices(Object.keys(scenarios)),
  )
  .option('--all', 'record all of them again: when no instance of an earlier version is left')
  .parse();
const { all } = command.opts<{ all?: true }>();

for (const [name, scenario] of Object.entries(scenarios)) {
  const file = fileURLToPath(new URL(`${name}.json`, import.meta.url));
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists && !all && !command.args.includes(name)) continue;
  const recording = await scenario();
  await writeFile(file, recordingText(recording));
  console.log(`${name}.json: ${recording.history.length} events`);
}
