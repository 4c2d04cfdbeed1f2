import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from '../../commands/build-package.ts';
import type { ArmCall } from '../../infra/compare-roles.ts';
import { compareRoles, readRoles } from '../../infra/compare-roles.ts';
import { runTests } from './run-tests.ts';
import type { LedgerRow } from './simulator-client.ts';

/*
 * npm run test:package: runs the end-to-end tests against the deployed package, and checks that the
 * roles of the deployment grant exactly the actions that the app called.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));

// Outside this repository, so the package must contain all its dependencies.
const folder = await mkdtemp(join(tmpdir(), 'alert-capture-package-'));
const E2E_PACKAGE = join(folder, 'package');
const E2E_CALLS = join(folder, 'calls');

async function testFiles(): Promise<string[]> {
  const files = globSync('test/*.test.ts', { cwd: root });
  const sources = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  return files.filter((_file, index) => sources[index]?.includes('./support/test-stack.ts'));
}

async function callsMade(): Promise<ArmCall[]> {
  const files = globSync('*.json', { cwd: E2E_CALLS });
  const ledgers = await Promise.all(
    files.map(
      async (file) => JSON.parse(await readFile(join(E2E_CALLS, file), 'utf8')) as LedgerRow[],
    ),
  );
  return ledgers
    .flat()
    .flatMap(({ path, action }) => (action === undefined ? [] : [{ path, action }]));
}

try {
  await buildPackage(root, E2E_PACKAGE);
  await mkdir(E2E_CALLS);
  process.exitCode = await runTests(await testFiles(), { E2E_PACKAGE, E2E_CALLS });

  const calls = await callsMade();
  const problems = compareRoles(readRoles(), calls);
  for (const problem of problems) console.error(problem);
  console.log(`Roles: ${calls.length} calls, ${problems.length} actions too few or too many.`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
