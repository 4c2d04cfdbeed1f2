import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { testFilesVariable } from './node-test-runner.ts';

/** Result of changing the code of a folder. */
export interface Score {
  /** Number of changes, except those that do not load and those marked in the code. */
  changes: number;
  /** Number of changes after which a test failed or did not end. */
  noticed: number;
  seconds: number;
}

/** Glob of the files of a room. Its folder may be a glob itself, such as `src/traffic/*.ts`. */
export const filesOf = (folder: string): string =>
  folder.endsWith('.ts') ? folder : `${folder}/**/*.ts`;

/**
 * Changes the code of a folder in many small ways, one at a time, and runs the tests for each change. Prints
 * the changes that no test noticed.
 *
 * @param tests globs of test files.
 * @throws {Error} when no test file matches, or when a test fails on the unchanged code.
 */
export async function mutateFolder(folder: string, tests: readonly string[]): Promise<Score> {
  const begin = performance.now();
  const files = tests.flatMap((pattern) => globSync(pattern));
  if (files.length === 0)
    throw new Error(`No test file matches ${tests.join(' or ')}. Name them after the folder.`);
  process.env[testFilesVariable] = JSON.stringify([...new Set(files)]);
  const results = await new Stryker({
    plugins: [fileURLToPath(new URL('./node-test-runner.ts', import.meta.url))],
    testRunner: 'node-test',
    mutate: [filesOf(folder), '!**/*.test.ts'],
    coverageAnalysis: 'perTest',
    checkers: [],
    reporters: ['clear-text', 'progress-append-only'],
    clearTextReporter: { logTests: false, allowColor: false, reportScoreTable: true },
    ignorePatterns: ['/dist', '/.state', '/docs/images', '/bench', '/infra', '/test/releases'],
    allowConsoleColors: false,
    concurrency: Number(process.env['MUTATE_CONCURRENCY'] ?? availableParallelism()),
    timeoutMS: 3_000,
  }).runMutationTest();
  const count = (...statuses: string[]): number =>
    results.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  return {
    changes: noticed + count('Survived', 'NoCoverage'),
    noticed,
    seconds: (performance.now() - begin) / 1000,
  };
}
