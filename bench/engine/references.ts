import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const directory = join(import.meta.dirname, '../references');

/** A file of the package that holds the engines we are measured against. */
export const referencePath = (name: string): string => join(directory, name);

/** Whether they are installed. */
export const referencesInstalled = (): boolean => existsSync(referencePath('node_modules'));

/** Installs them, as their own lock file says; none of their install scripts run. */
export async function installReferences(): Promise<void> {
  await promisify(execFile)('npm', ['ci', '--ignore-scripts'], { cwd: directory });
}
