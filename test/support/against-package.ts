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

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs test files, whose stacks run the package that is deployed, and checks that the roles of the
 * deployment grant exactly the actions that the app called. Resolves with the exit code.
 */
export async function runAgainstPackage(files: readonly string[]): Promise<number> {
  // Outside this repository, so the package must contain all its dependencies.
  const folder = await mkdtemp(join(tmpdir(), 'alert-capture-package-'));
  const E2E_PACKAGE = join(folder, 'package');
  const E2E_CALLS = join(folder, 'calls');
  try {
    await buildPackage(root, E2E_PACKAGE);
    await mkdir(E2E_CALLS);
    const code = await runTests(files, { E2E_PACKAGE, E2E_CALLS });
    const calls = await callsIn(E2E_CALLS);
    const problems = compareRoles(readRoles(), calls);
    for (const problem of problems) console.error(problem);
    console.log(`Roles: ${calls.length} calls, ${problems.length} actions too few or too many.`);
    return code || Number(problems.length > 0);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function callsIn(folder: string): Promise<ArmCall[]> {
  const ledgers = await Promise.all(
    globSync('*.json', { cwd: folder }).map(
      async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as LedgerRow[],
    ),
  );
  return ledgers
    .flat()
    .flatMap(({ path, action }) => (action === undefined ? [] : [{ path, action }]));
}
