import { resolve } from 'node:path';
import { mock, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadFreshModules } from './fresh-modules.ts';
import { takeFile } from './take-file.ts';
import { needsOwnModules } from './test-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs test files in this process, one after the other, except those that another process has taken; a
 * process for each would cost a second of CPU. Each file is a test with its name, so its hooks apply to its
 * own tests. Afterwards the environment is as it was, and nothing is mocked.
 */
export async function runTogether(files: readonly string[]): Promise<void> {
  loadFreshModules(root);
  // The timers of a host do not keep the process alive, and without it Node would cancel the test that waits.
  const keepsAlive = setInterval(() => undefined, 60_000);
  for (const file of files) {
    if (!takeFile(file)) continue;
    await test(file, { timeout: 240_000 }, async (t) => {
      const environment = { ...process.env };
      t.after(() => {
        mock.reset();
        for (const name of Object.keys(process.env)) {
          if (!(name in environment)) Reflect.deleteProperty(process.env, name);
        }
        Object.assign(process.env, environment);
      });
      const { href } = pathToFileURL(resolve(root, file));
      await import(needsOwnModules(file) ? `${href}?version=${file}` : href);
    });
  }
  clearInterval(keepsAlive);
}
