import { setFlagsFromString } from 'node:v8';
import { Command, InvalidArgumentError, Option } from 'commander';
import { createHost } from './host.ts';
import { logWriter } from './log-writer.ts';
import type { Synchronous } from './store/database.ts';
import { HostError, stackOf } from './model/host-error.ts';
import { readLocalHost } from './worker/local-settings.ts';

// On a machine with much memory V8 collects garbage rarely. Few objects outlive a turn, so frequent
// collection halves the size of the process at little cost. The limit for the young generation must be
// set when the process starts (--max-semi-space-size in bin/durable-local.js).
setFlagsFromString('--heap-growing-percent=60');

interface Options {
  port?: number;
  state: string;
  main?: string;
  reset?: true;
  hostName?: string[];
  synchronous: Synchronous;
  alwaysReplay?: true;
  strict?: true;
  auth: boolean;
  verbose?: true;
  json?: true;
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
  await run(options);
} catch (error) {
  const known = error instanceof HostError || (error as NodeJS.ErrnoException).code;
  console.error(known ? explain(error as NodeJS.ErrnoException) : error);
  process.exit(1);
}

async function run(options: Options): Promise<void> {
  const { state, main, reset, hostName, synchronous, alwaysReplay, strict, auth, verbose, json } =
    options;
  const port = options.port ?? (await readLocalHost(process.cwd())).port ?? 7071;
  const host = await createHost({
    appDirectory: process.cwd(),
    ...{ stateDirectory: state, synchronous },
    ...(main !== undefined && { main }),
    ...(reset && { reset }),
    ...(hostName && { hostNames: hostName }),
    ...(alwaysReplay && { alwaysReplay }),
    ...(strict && { strict }),
    ...(!auth && { noAuth: true }),
    onLog: logWriter(verbose === true),
    ...(verbose && {
      onRequest: (entry) =>
        console.error(
          `${entry.method} ${entry.path} ${entry.status} ${entry.durationMs.toFixed(1)} ms`,
        ),
    }),
  });
  const app = await host.start(port);
  const { keys } = host;
  const functionKey = keys.function;
  if (json) {
    const line = { app, functionKey, systemKey: keys.system, masterKey: keys.master };
    console.log(JSON.stringify(line));
  } else {
    console.log(`Listening on ${app}\nFunction key: ${functionKey}\nState: ${state}`);
  }
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    void host.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // A forked host ends with its parent.
  process.on('disconnect', stop);
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
