import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

/** A running program other than Node. */
export interface Program {
  pid: number;
  /** Stops the program and waits for its exit. */
  stop(): Promise<void>;
}

/**
 * Starts a program and polls `isReady` until it returns true.
 * @throws {Error} with its output, if it exits before.
 */
export async function startProgram(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { isReady: () => Promise<boolean>; stopSignal?: NodeJS.Signals },
): Promise<Program> {
  const { isReady, stopSignal = 'SIGTERM', ...rest } = options;
  const child = spawn(command, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  const keep = (chunk: Buffer) => (words = (words + chunk.toString()).slice(-2000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = once(child, 'exit');
  const atOnce = () => void child.kill('SIGKILL');
  process.once('exit', atOnce);
  while (!(await isReady().catch(() => false))) {
    if (child.exitCode !== null) throw new Error(`${command} ended: ${words}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return {
    pid: child.pid ?? 0,
    async stop() {
      process.off('exit', atOnce);
      child.kill(stopSignal);
      await exited;
    },
  };
}
