import { spawnSync } from 'node:child_process';

/**
 * Why a test that needs these commands is skipped, or false where they are all there. In CI nothing
 * is skipped: there the test runs, and fails.
 */
export function unlessInstalled(...commands: string[]): string | false {
  const missing = commands.filter((name) => spawnSync(name, ['--version']).error !== undefined);
  if (missing.length === 0 || process.env.CI === 'true') return false;
  return `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not on the PATH`;
}
