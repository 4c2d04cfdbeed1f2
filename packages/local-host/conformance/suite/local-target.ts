import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Target } from './target.ts';

const main = fileURLToPath(new URL('../../bin/durable-local.js', import.meta.url));

interface Ready {
  app: string;
  functionKey: string;
  systemKey: string;
  masterKey: string;
}

/** Starts the local host in its own process, with an app and an empty state. */
export async function startLocalTarget(appDirectory: URL): Promise<Target> {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
  const workerLog = join(directory, 'worker.jsonl');
  const launch = (port: string) => start(fileURLToPath(appDirectory), directory, workerLog, port);
  let { child, ready } = await launch('0');
  return {
    url: ready.app,
    keys: { function: ready.functionKey, system: ready.systemKey, master: ready.masterKey },
    workerLog,
    async restart() {
      await end(child);
      ({ child, ready } = await launch(new URL(ready.app).port));
    },
    async close() {
      await end(child);
      await rm(directory, { recursive: true });
    },
  };
}

async function start(cwd: string, directory: string, workerLog: string, port: string) {
  const options = ['--json', '--port', port, '--state', join(directory, 'state')];
  const child = fork(main, options, {
    cwd,
    env: { ...process.env, WORKER_LOG: workerLog },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('The local host was forked without pipes.');
  let errors = '';
  stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  for await (const line of createInterface({ input: stdout })) {
    return { child, ready: JSON.parse(line) as Ready };
  }
  throw new Error(`The local host did not start: ${errors}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
