import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { shareAzurite } from 'processes';
import reporter from './reporter.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Starts the test files in this order, each in a process of its own; a file that the list has several times
 * gets as many processes. Resolves with the exit code: 0 when tests ran, and all passed.
 */
export async function runTests(
  files: readonly string[],
  env: Record<string, string> = {},
): Promise<number> {
  await using running = new AsyncDisposableStack();
  const temporary = await mkdtemp(join((await memoryFolder()) ?? tmpdir(), 'alert-capture-tests-'));
  running.defer(() => rm(temporary, { recursive: true }));
  const taken = join(temporary, 'taken');
  await mkdir(taken);
  Object.assign(process.env, {
    // Ten times as many with `npm run soak:host`.
    SOAK_KILLS: '3',
    // Tests kill processes, which loses nothing that is written. Only a power cut would.
    DURABLE_LOCAL_SYNCHRONOUS: 'NORMAL',
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'),
    TEST_FILES_TAKEN: taken,
    ...process.env,
    TMPDIR: temporary,
    ...env,
  });
  const azurite = await shareAzurite();
  running.defer(azurite.stop);

  const interruption = new AbortController();
  process.once('SIGINT', () => {
    interruption.abort();
  });
  const events = run({
    signal: interruption.signal,
    cwd: root,
    files: [...files],
    // More than there are cores, since the end-to-end tests wait half of their time.
    concurrency: 4,
    // For a process; a file in a shared one has a limit of its own.
    timeout: 600_000,
  });
  let exitCode = 1;
  events.on('test:summary', ({ file, success }) => {
    if (file === undefined) exitCode = success ? 0 : 1;
  });
  for await (const text of reporter(events)) process.stdout.write(text);
  return exitCode || Number(process.exitCode ?? 0);
}

/**
 * A folder in memory, where no test waits for a disk; undefined where it is missing, or small as in most
 * containers.
 */
async function memoryFolder(): Promise<string | undefined> {
  const folder = '/dev/shm';
  if (!existsSync(folder)) return undefined;
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize > 4 * 1024 ** 3 ? folder : undefined;
}
