import { accessSync, constants } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';

/** A state directory cannot be used. The message explains what to do. */
export class StateDirectoryError extends Error {
  readonly code = 'STATE_DIRECTORY';

  constructor(directory: string, cause: unknown, message?: string) {
    const { code = String(cause) } = (cause ?? {}) as NodeJS.ErrnoException;
    super(
      message ??
        `The state directory ${directory} cannot be used (${code}). ` +
          'Name a directory that you may write to with --state.',
      { cause },
    );
  }
}

/**
 * Creates the directory with access for this user only.
 * @throws {StateDirectoryError} if it is a file or not writable.
 */
export async function makeStateDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await chmod(directory, 0o700);
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StateDirectoryError(directory, error);
  }
}
