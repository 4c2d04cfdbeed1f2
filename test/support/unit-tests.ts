import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Some parts exist once in a process: the app reads its settings once, and the SDK is set up once. A test
 * file that depends on this names `process.env` or says that it runs in a process of its own.
 */
const needsOwnProcess = (file: string): boolean =>
  /process\.env|in a process of its own/.test(readFileSync(`${root}/${file}`, 'utf8'));

/** Test files beside the sources of some folders (a glob), by whether they can share a process. */
export function unitTests(
  folders: string,
  exclude: readonly string[] = [],
): { together: string[]; alone: string[] } {
  const files = globSync(`${folders}/**/*.test.ts`, {
    cwd: root,
    exclude: ['**/node_modules/**', ...exclude],
  }).sort();
  return {
    together: files.filter((file) => !needsOwnProcess(file)),
    alone: files.filter(needsOwnProcess),
  };
}
