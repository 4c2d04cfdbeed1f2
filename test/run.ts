import { runAgainstPackage } from './support/against-package.ts';
import { runTests } from './support/run-tests.ts';
import { testFiles } from './support/test-files.ts';

/*
 * npm test: runs all tests. With `unit`, only those beside the sources; with `e2e`, only those in this folder.
 */

const unit = [
  ...['local-host', 'app', 'others'].map((name) => `test/beside-sources/${name}.ts`),
  ...testFiles('{src,packages,lint,commands}').alone,
];

const withoutBrowser = 'test/end-to-end/without-browser.ts';
const inBrowser = 'test/end-to-end/in-browser.ts';
const e2e = [
  ...[withoutBrowser, inBrowser, withoutBrowser, withoutBrowser],
  ...testFiles('test').alone,
];

const parts: Record<string, () => Promise<number>> = {
  all: () => runAgainstPackage([...e2e, ...unit]),
  unit: () => runTests(unit),
  e2e: () => runAgainstPackage(e2e),
};
const [name = 'all'] = process.argv.slice(2);
const run = parts[name];
if (run === undefined) throw new Error(`There is no part "${name}": name unit, e2e or nothing.`);
process.exitCode = await run();
