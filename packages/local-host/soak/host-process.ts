import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../src/main.ts');

/** A host in its own process, which can be killed at any moment. */
export interface HostProcess {
  url: string;
  systemKey: string;
  kill(): Promise<void>;
}

/** Starts the host and waits until it is ready. @throws Error with the host's output if it does not start */
export async function startHostProcess(app: string, state: string): Promise<HostProcess> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--state', state, '--json'], {
    cwd: app,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code) => {
      reject(new Error(`The host ended with ${code} before it was ready:\n${printed}`));
    });
  });
  const { app: url, systemKey } = JSON.parse(await ready) as { app: string; systemKey: string };
  return { url, systemKey, kill: () => kill(child) };
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
