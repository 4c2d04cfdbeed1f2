import { accessSync, constants } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';

/** A state directory cannot be used; the message says what to do. */
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
 * Makes the directory, for this user alone.
 * @throws {StateDirectoryError} when it is a file, or cannot be written to.
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
