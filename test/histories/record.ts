import { access, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Argument, Command } from 'commander';
import { fitsRecording, fromFile, loadHostApp, recordingText } from 'local-host/replay';
import { virtualApp } from '../support/virtual-capture.ts';
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
const { app } = await loadHostApp({ appDirectory: '.', main: virtualApp });

for (const [name, scenario] of Object.entries(scenarios)) {
  const file = fileURLToPath(new URL(`${name}.json`, import.meta.url));
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists && !all && !command.args.includes(name)) continue;
  const recording = await scenario();
  if (exists) await checkVersion(file, recording.instance.version);
  await writeFile(file, recordingText(recording));
  console.log(`${name}.json: ${recording.history.length} events`);
}

/** Refuses to replace a history that the code no longer fits while the version is the same. */
async function checkVersion(file: string, version: string | null): Promise<void> {
  const recorded = await fromFile(file);
  if (recorded.instance.version !== version || (await fitsRecording(app, recorded))) return;
  command.error(
    `${file} was recorded with version ${version}, and the code no longer fits it. Raise defaultVersion in ` +
      'host.json and stateVersion in src/captures/state-version.ts first. If no instance of this version ' +
      'can exist, delete the file instead.',
  );
}
