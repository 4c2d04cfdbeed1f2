import { spawnSync } from 'node:child_process';

/**
 * The reason to skip a test that needs these commands, or false when all are installed. In CI the test
 * runs and fails.
 */
export function unlessInstalled(...commands: string[]): string | false {
  // To ask tshark for its version takes most of a second.
  const isThere = (name: string): boolean =>
    spawnSync('sh', ['-c', 'command -v "$0"', name]).status === 0;
  const missing = commands.filter((name) => !isThere(name));
  if (missing.length === 0 || process.env.CI === 'true') return false;
  return `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not on the PATH`;
}
