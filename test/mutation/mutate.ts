import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { testFilesVariable } from './node-test-runner.ts';

/*
 * npm run mutate -- FOLDER [TEST FILE...]: changes the code of a folder in many small ways, one at a time,
 * and runs the tests in the folder, and the named ones, for each change. Reports what no test noticed.
 */

const [folder, ...furtherTests] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Name the folder whose code to change, for example: npm run mutate -- src/rules');
  process.exit(2);
}
const tests = [...globSync(`${folder}/**/*.test.ts`), ...furtherTests];
if (tests.length === 0) {
  console.error(`${folder} has no tests. Name the test files after the folder.`);
  process.exit(2);
}

process.env[testFilesVariable] = JSON.stringify(tests);

const results = await new Stryker({
  plugins: [fileURLToPath(new URL('./node-test-runner.ts', import.meta.url))],
  testRunner: 'node-test',
  mutate: [`${folder}/**/*.ts`, `!${folder}/**/*.test.ts`],
  coverageAnalysis: 'perTest',
  checkers: [],
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { logTests: false, allowColor: false, reportScoreTable: true },
  ignorePatterns: ['/dist', '/.state', '/docs/images', '/bench', '/infra', '/test/releases'],
  allowConsoleColors: false,
  concurrency: Number(process.env['MUTATE_CONCURRENCY'] ?? 1),
  timeoutMS: 5_000,
}).runMutationTest();

const isNoticed = (status: string): boolean => status === 'Killed' || status === 'Timeout';
const isCounted = (status: string): boolean =>
  isNoticed(status) || status === 'Survived' || status === 'NoCoverage';
const counted = results.filter(({ status }) => isCounted(status)).length;
const noticed = results.filter(({ status }) => isNoticed(status)).length;
console.log(`${folder}: ${noticed} of ${counted} changes were noticed.`);
