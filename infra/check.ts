import { globSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bicep, bicepVersion } from './bicep.ts';

/* First half of npm run check:infra: compiles, lints and format-checks each template. Warnings fail. */

const folder = import.meta.dirname;

/** Variables that azd sets before it reads the parameters. */
const environment = {
  ...process.env,
  AZURE_ENV_NAME: 'check',
  AZURE_LOCATION: 'westeurope',
  FUNCTION_APP_NAME: 'func-check',
};

/** Warnings and errors of a Bicep command. */
async function findings(...args: string[]): Promise<string[]> {
  const { stdout, stderr } = await bicep(args, environment).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  if (args.includes('--stdout') && stdout === '') return [`${args.join(' ')}: nothing came of it`];
  return stderr.split('\n').filter((line) => / : (Warning|Error) /.test(line));
}

/** Files that are not formatted. Formats a copy, because the CLI can only write. */
async function unformatted(files: readonly string[]): Promise<string[]> {
  const copy = await mkdtemp(join(tmpdir(), 'infra-'));
  try {
    await Promise.all(files.map((file) => cp(join(folder, file), join(copy, file))));
    for (const kind of ['bicep', 'bicepparam']) {
      await bicep(['format', '--pattern', join(copy, `**/*.${kind}`)]);
    }
    const read = (root: string, file: string) => readFile(join(root, file), 'utf8');
    const changed = await Promise.all(
      files.map(async (file) => (await read(folder, file)) !== (await read(copy, file))),
    );
    return files
      .filter((_, index) => changed[index])
      .map((file) => `${file} : Error format: run "bicep format" on it.`);
  } finally {
    await rm(copy, { recursive: true });
  }
}

const files = globSync('**/*.{bicep,bicepparam}', { cwd: folder });
const parameterFiles = files.filter((name) => name.endsWith('.bicepparam'));
const found = await Promise.all([
  unformatted(files),
  findings('lint', '--pattern', '**/*.bicep'),
  // Also compiles the templates.
  ...parameterFiles.map((file) => findings('build-params', file, '--stdout')),
]);
const problems = found.flat();

for (const problem of new Set(problems)) console.error(problem);
console.log(`Bicep ${bicepVersion}: ${files.length} files, ${new Set(problems).size} problems.`);
process.exitCode = problems.length === 0 ? 0 : 1;
