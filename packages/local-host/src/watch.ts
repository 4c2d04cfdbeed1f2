import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Stats } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import { watch as watchFiles } from 'chokidar';

/** What to watch, and the command to run. */
export interface WatchOptions {
  readonly appDirectory: string;
  readonly stateDirectory: string;
  /** The command's JavaScript file. */
  readonly module: string;
  /** Its arguments, without `--watch`. */
  readonly args: readonly string[];
}

// Editors and compilers write several files at once.
const QUIET_MS = 200;
// After this time the process is killed. No state is lost: an activity that was running runs again.
const STOP_MS = 2000;

const SOURCE = /\.(?:[cm]?[jt]sx?|json)$|^\.funcignore$/;

/**
 * Runs the host in a child process, and replaces the process when a file of the app changes. The state and
 * the port stay the same. If the process ends by itself, for example because a file cannot be loaded, the
 * next change starts it again.
 *
 * @returns the exit code of the last process, after SIGINT or SIGTERM
 */
export async function watch(options: WatchOptions): Promise<number> {
  const { appDirectory, module } = options;
  let args = options.args;
  let port: string[] = [];
  let stopping = false;
  // A function, because the compiler does not see that a signal handler changes the variable.
  const isStopping = (): boolean => stopping;
  let end: (signal: NodeJS.Signals) => void = () => undefined;
  let changed = Promise.withResolvers<string>();
  let quiet: NodeJS.Timeout | undefined;

  const files = watchFiles(appDirectory, { ignoreInitial: true, ignored: isNotWatched(options) });
  files.on('all', (_event, file) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => changed.resolve(file), QUIET_MS);
  });
  const stop = (signal: NodeJS.Signals) => {
    stopping = true;
    end(signal);
    changed.resolve('');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('disconnect', () => stop('SIGTERM'));
  await once(files, 'ready');

  let code: number | null = 0;
  while (!isStopping()) {
    changed = Promise.withResolvers<string>();
    // In its own process group, since Ctrl-C would otherwise signal it twice.
    const child = fork(module, [...args, ...port], { detached: true });
    end = (signal) => child.kill(signal);
    child.on('message', (message) => {
      port = [`--port=${(message as { port: number }).port}`];
    });
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const first = await Promise.race([changed.promise, exited.then(() => undefined)]);
    if (first === undefined) {
      console.error('The host ended. The next change of a file starts it again.');
    }
    const file = await changed.promise;
    if (!isStopping()) await replace(child, exited, `${relative(appDirectory, file)} changed`);
    [code] = await exited;
    args = args.filter((argument) => argument !== '--reset');
  }
  await files.close();
  return code ?? 1;
}

async function replace(child: ChildProcess, exited: Promise<unknown>, why: string): Promise<void> {
  console.error(`${why}; the host starts again.`);
  child.kill();
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(kill);
}

/** Whether a path below the app's folder is not one of its sources, such as the state or a dependency. */
function isNotWatched({ appDirectory, stateDirectory }: WatchOptions) {
  const state = resolve(appDirectory, stateDirectory);
  return (path: string, stats?: Stats): boolean => {
    const parts = relative(appDirectory, path).split(sep);
    if (parts.includes('node_modules') || resolve(path) === state) return true;
    if (stats?.isFile()) return !SOURCE.test(basename(path));
    return parts.some((part) => /^\.[^.]/.test(part) && part !== '.funcignore');
  };
}
