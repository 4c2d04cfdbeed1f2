import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Set by `run-tests.ts`: the folder with an entry for each file that a process has taken. */
const folder = process.env['TEST_FILES_TAKEN'];

/** Takes a test file for this process. False when another process of the run has taken it. */
export function takeFile(file: string): boolean {
  if (folder === undefined) return true;
  try {
    mkdirSync(join(folder, encodeURIComponent(file)));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
