import { setFlagsFromString } from 'node:v8';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ServeOptions } from './serve.ts';
import type { Synchronous } from './store/database.ts';
import { HostError, stackOf } from './model/host-error.ts';

// On a machine with much memory V8 collects garbage rarely. Few objects outlive a turn, so frequent
// collection halves the size of the process at little cost. The limit for the young generation must be
// set when the process starts (--max-semi-space-size in bin/durable-local.js).
setFlagsFromString('--heap-growing-percent=60');

interface Options extends ServeOptions {
  watch?: true;
}

const options = new Command('durable-local')
  .description('Runs a Durable Functions app on this machine. Call it in the app folder.')
  .option(
    '--port <number>',
    'port to listen on; 0 lets the system choose (default: LocalHttpPort of local.settings.json, or 7071)',
    port,
  )
  .option('--state <directory>', 'where instances and keys are kept', '.durable-local')
  .option('--main <glob>', 'what to load instead of "main" in package.json')
  .option('--reset', 'remove the state first')
  .option(
    '--host-name <name...>',
    'names besides localhost that requests may be addressed to, such as a tunnel',
  )
  .addOption(
    new Option('--synchronous <mode>', 'what survives a power cut')
      .choices(['FULL', 'NORMAL'] satisfies Synchronous[])
      .default('FULL' satisfies Synchronous)
      .env('DURABLE_LOCAL_SYNCHRONOUS'),
  )
  .addOption(
    new Option(
      '--always-replay',
      'run each turn of an orchestration twice, and fail it when the two differ',
    ).env('DURABLE_LOCAL_ALWAYS_REPLAY'),
  )
  .option('--strict', 'refuse an app with a function that this host cannot run')
  .option('--no-auth', 'let HTTP functions be called without a key, as "func start" does')
  .option('--watch', 'start again when a file of the app changes, with the same state')
  .option('--verbose', 'print every log line and request')
  .option('--json', 'print one line of JSON when ready')
  .parse()
  .opts<Options>();

// The Functions host starts a new worker. Here the instances continue, and the log shows the unhandled
// rejection.
process.on('unhandledRejection', (reason) => {
  console.error(`A function left a rejected promise unhandled: ${stackOf(reason)}`);
});

try {
  if (options.watch) {
    const { watch } = await import('./watch.ts');
    const [, module = '', ...args] = process.argv;
    const command = { module, args: args.filter((argument) => argument !== '--watch') };
    const place = { appDirectory: process.cwd(), stateDirectory: options.state };
    process.exit(await watch({ ...place, ...command }));
  }
  const { serve } = await import('./serve.ts');
  await serve(options);
} catch (error) {
  const known = error instanceof HostError || (error as NodeJS.ErrnoException).code;
  console.error(known ? explain(error as NodeJS.ErrnoException) : error);
  process.exit(1);
}

function explain(error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') {
    return `Port ${String((error as { port?: number }).port)} is in use. Name another with --port, or 0 for a free one.`;
  }
  if (['EEXIST', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS'].includes(error.code ?? '')) {
    return (
      `The state directory ${options.state} cannot be used (${error.code}). ` +
      'Name a directory that you may write to with --state.'
    );
  }
  return `${error.code ?? ''}: ${error.message}`;
}

function port(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}
