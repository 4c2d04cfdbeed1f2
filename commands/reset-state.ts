import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assertNotInUse } from '../packages/local-host/src/store/state-in-use.ts';
import { StateDirectoryError } from './state-directory.ts';

/**
 * Removes a state directory with all its captures.
 * @throws {StateDirectoryError} if the directory contains other files.
 * @throws {HostError} `state-locked`, if a running stack uses it.
 */
export async function resetState(stateDirectory: string): Promise<void> {
  const names = await readdir(stateDirectory).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new StateDirectoryError(stateDirectory, error);
  });
  if (names.length > 0 && !names.includes('ports.json')) {
    throw new StateDirectoryError(
      stateDirectory,
      undefined,
      `${stateDirectory} is not a state directory (it has no ports.json), so it is not removed. ` +
        'Name another with --state, or remove it yourself.',
    );
  }
  assertNotInUse(join(stateDirectory, 'host/task-hub.sqlite'));
  assertNotInUse(join(stateDirectory, 'simulator.sqlite'));
  await rm(stateDirectory, { recursive: true, force: true });
}
