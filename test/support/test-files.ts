import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface TestFiles {
  /** Those that can share a process. */
  together: string[];
  alone: string[];
}

/**
 * Some parts exist once in a process: the app reads its settings once, and the SDK is set up once and
 * registers the functions of an app once. An end-to-end test that depends on this names `process.env`; any
 * other test says that it runs in a process of its own.
 */
function needsOwnProcess(file: string): boolean {
  const source = sourceOf(file);
  const isEndToEnd = file.startsWith('test/');
  return (
    (isEndToEnd && source.includes('process.env')) || source.includes('in a process of its own')
  );
}

/** A test beside the app's sources that sets variables loads the modules anew, which then read them. */
export const needsOwnModules = (file: string): boolean =>
  file.startsWith('src/') && sourceOf(file).includes('process.env');

/** They start before the others, so that no core is idle at the end. */
const longest = [
  'test/storm.test.ts',
  'test/kill.test.ts',
  'test/weather.test.ts',
  'test/ends.test.ts',
  'test/cli.test.ts',
  'packages/local-host/conformance/conformance.test.ts',
  'packages/local-host/soak/soak.test.ts',
];

/** Test files of some folders (a glob): the longest, then the others by name. */
export function testFiles(folders: string, exclude: readonly string[] = []): TestFiles {
  const files = globSync(`${folders}/**/*.test.ts`, {
    cwd: root,
    exclude: ['**/node_modules/**', ...exclude],
  }).sort();
  const isLong = (file: string): boolean => longest.includes(file);
  files.sort((a, b) => Number(isLong(b)) - Number(isLong(a)));
  return {
    together: files.filter((file) => !needsOwnProcess(file)),
    alone: files.filter(needsOwnProcess),
  };
}

/** The end-to-end tests that can share a process, by whether they use a browser. */
export function endToEndTests(): { inBrowser: string[]; others: string[] } {
  const { together } = testFiles('test');
  const usesBrowser = (file: string): boolean => sourceOf(file).includes("from './browser/");
  return {
    inBrowser: together.filter(usesBrowser),
    others: together.filter((file) => !usesBrowser(file)),
  };
}

const sourceOf = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');
