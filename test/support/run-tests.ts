import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs test files, each in a process of its own. Resolves with the exit code: 0 when tests ran, and all passed. */
export async function runTests(
  files: readonly string[],
  env: Record<string, string> = {},
): Promise<number> {
  const options = [
    '--test-concurrency=3',
    // For a process; a file in a shared one has a limit of its own.
    '--test-timeout=600000',
    '--test-global-setup=./test/support/global-setup.ts',
    '--test-reporter=./test/support/reporter.ts',
  ];
  const child = spawn(process.execPath, ['--test', ...options, ...files], {
    cwd: root,
    // `npm run soak:host` runs for a minute.
    env: { SOAK_SECONDS: '15', ...process.env, ...env },
    stdio: 'inherit',
  });
  // The runner gets it too. It names the tests that it interrupts.
  process.on('SIGINT', () => undefined);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
