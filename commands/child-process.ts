import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const stderrLinesKept = 20;
const stopDeadlineMs = 8_000;

/** Where Node keeps compiled modules: with it, the parts start in half the time. */
const compileCache = fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url));

/** A child process ended though nobody had asked it to; the message holds its last words on stderr. */
export class ChildDiedError extends Error {
  readonly code = 'CHILD_DIED';
}

export interface ChildOptions<Ready> {
  /** How messages speak of it. */
  name: string;
  /** Path of the module to run. */
  module: string;
  args?: readonly string[];
  /** Further options of Node itself. */
  nodeOptions?: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** The folder it runs in, if not ours. */
  cwd?: string | undefined;
  /** Reads a line of stdout; anything but undefined means that the child is ready. */
  ready: (line: string) => Ready | undefined;
  /** Gets every line of stdout and stderr but the one that said ready. */
  onLine?: ((line: string) => void) | undefined;
}

export interface Child<Ready> {
  name: string;
  pid: number;
  /** What the line said that announced it. */
  ready: Ready;
  /** Resolves when the process has ended by itself; never after `stop` or `kill`. */
  died: Promise<ChildDiedError>;
  /** Asks it to end, and after eight seconds ends it. */
  stop: () => Promise<void>;
  /** Ends it as a power cut would (SIGKILL). */
  kill: () => Promise<void>;
}

/**
 * Runs a module as a child process, until it says that it is ready.
 * Whatever becomes of this process, the child does not outlive it.
 * @throws {ChildDiedError} if it ends before.
 */
export async function startChild<Ready>(options: ChildOptions<Ready>): Promise<Child<Ready>> {
  const { name, module, args = [], nodeOptions = [], env = process.env, cwd, onLine } = options;
  const child = fork(module, args, {
    env: { NODE_COMPILE_CACHE: compileCache, ...env },
    cwd,
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      `--import=${import.meta.resolve('./end-with-parent.ts')}`,
      ...nodeOptions,
    ],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // In a process group of its own: Ctrl-C reaches only us, and we stop the children in order.
    detached: true,
  });
  const { pid, stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('unreachable: both are piped');
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;

  const lastWords: string[] = [];
  createInterface(stderr).on('line', (line) => {
    lastWords.push(line);
    if (lastWords.length > stderrLinesKept) lastWords.shift();
    onLine?.(line);
  });

  const { promise: isReady, resolve: saysReady } = Promise.withResolvers<Ready>();
  let announced = false;
  createInterface(stdout).on('line', (line) => {
    const ready = announced ? undefined : options.ready(line);
    if (ready === undefined) {
      onLine?.(line);
    } else {
      announced = true;
      saysReady(ready);
    }
  });

  let ending = false;
  const died = exited.then(([code, signal]) => {
    if (ending) return new Promise<never>(() => undefined);
    const how = signal ?? `exit code ${String(code)}`;
    const words = lastWords.map((line) => `\n  ${line}`).join('');
    return new ChildDiedError(
      `${name} ${announced ? 'ended unexpectedly' : 'did not start'} (${how}).${words}`,
    );
  });

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    ending = true;
    child.kill(signal);
    const deadline = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
    await exited;
    clearTimeout(deadline);
  };

  const ready = await Promise.race([
    isReady,
    died.then((error) => {
      throw error;
    }),
  ]);
  if (pid === undefined) throw new Error('unreachable: a process that is ready has an id');
  return { name, pid, ready, died, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}
