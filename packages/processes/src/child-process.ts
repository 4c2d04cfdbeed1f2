import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const stderrLinesKept = 20;
const stopDeadlineMs = 8_000;

/** Node's compile cache, which halves the start time of the parts. */
const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/node', import.meta.url));

/** A child process ended unexpectedly. The message contains its last lines of stderr. */
export class ChildDiedError extends Error {
  readonly code = 'CHILD_DIED';
}

export interface ChildOptions<Ready> {
  /** Name of the child in messages. */
  name: string;
  /** Path of the module to run. */
  module: string;
  args?: readonly string[];
  /** Additional options of Node. */
  nodeOptions?: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Working directory. Default: that of this process. */
  cwd?: string | undefined;
  /** Parses a line of stdout. Any result except undefined means that the child is ready. */
  ready: (line: string) => Ready | undefined;
  /** Receives every line of stdout and stderr except the ready line. */
  onLine?: ((line: string) => void) | undefined;
}

export interface Child<Ready> {
  name: string;
  pid: number;
  /** The parsed ready line. */
  ready: Ready;
  /** Resolves when the process ends by itself; never after `stop` or `kill`. */
  died: Promise<ChildDiedError>;
  /** Asks the process to end, and kills it after eight seconds. */
  stop: () => Promise<void>;
  /** Kills the process without warning (SIGKILL), like a power cut. */
  kill: () => Promise<void>;
}

/**
 * Starts a module as a child process and waits until it is ready. The child always ends when this
 * process ends.
 * @throws {ChildDiedError} if it ends before it is ready.
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
    // A separate process group: Ctrl-C reaches only this process, which stops the children in order.
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
