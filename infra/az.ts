import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs the Azure CLI with these arguments and returns what it prints. */
export type Az = (args: readonly string[]) => Promise<string>;

/** Thrown when the Azure CLI ends with an error or is not installed. */
export class AzError extends Error {
  readonly code = 'AZ_FAILED';
}

/**
 * The installed Azure CLI. It runs in this folder, so that no argument is a path with spaces.
 *
 * @throws {AzError} with what `az` printed to stderr
 */
export const az: Az = async (args) => {
  try {
    const { stdout } = await promisify(execFile)('az', [...args, '--only-show-errors'], {
      cwd: import.meta.dirname,
      shell: process.platform === 'win32', // az is a batch file on Windows
    });
    return stdout;
  } catch (error) {
    const { code, stderr, message } = error as Error & { code?: unknown; stderr?: string };
    const reason = code === 'ENOENT' ? 'it is not installed: https://aka.ms/azure-cli' : stderr;
    throw new AzError(`az ${args.slice(0, 3).join(' ')} failed: ${(reason || message).trim()}`);
  }
};
