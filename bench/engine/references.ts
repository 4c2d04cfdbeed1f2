import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const directory = join(import.meta.dirname, '../references');

/** Path of a file in the package of the reference engines. */
export const referencePath = (name: string): string => join(directory, name);

/** True when the reference engines are installed. */
export const referencesInstalled = (): boolean => existsSync(referencePath('node_modules'));

/** Installs the reference engines from their lock file, without install scripts. */
export async function installReferences(): Promise<void> {
  await promisify(execFile)('npm', ['ci', '--ignore-scripts'], { cwd: directory });
}
