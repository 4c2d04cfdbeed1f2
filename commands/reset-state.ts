import { readdir, rm } from 'node:fs/promises';

export class NotAStateError extends Error {
  readonly code = 'NOT_A_STATE';
}

/**
 * Removes a state with all that was captured in it.
 * @throws {NotAStateError} if the directory holds something else.
 */
export async function resetState(stateDirectory: string): Promise<void> {
  const names = await readdir(stateDirectory).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  if (names.length > 0 && !names.includes('ports.json')) {
    throw new NotAStateError(
      `${stateDirectory} is not a state directory (it has no ports.json), so it is left alone. ` +
        'Name another with --state, or remove it yourself.',
    );
  }
  await rm(stateDirectory, { recursive: true, force: true });
}
