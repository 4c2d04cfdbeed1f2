import { runTests } from './support/run-tests.ts';
import { unitTests } from './support/unit-tests.ts';

/*
 * npm test: runs all tests. With `unit`, only those beside the sources; with `e2e`, only those in this folder.
 */

const unit = ['test/beside-sources/*.ts', ...unitTests('{src,packages,lint,commands}').alone];
const e2e = ['test/**/*.test.ts'];

const parts: Record<string, string[]> = { all: [...unit, ...e2e], unit, e2e };
const [name = 'all'] = process.argv.slice(2);
const files = parts[name];
if (files === undefined) throw new Error(`There is no part "${name}": name unit, e2e or nothing.`);
process.exitCode = await runTests(files);
