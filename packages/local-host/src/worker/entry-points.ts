import { glob, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HostError, messageOf } from '../model/host-error.ts';

/**
 * Absolute paths of an app's entry files, sorted. They come from `main` of its package.json (or the given
 * one), a path or a glob with stars and braces, relative to the app's folder.
 *
 * @throws HostError `app-main-missing`
 */
export async function findEntryPoints(appDirectory: string, main?: string): Promise<string[]> {
  const pattern = main ?? (await mainOfPackage(appDirectory));
  const literal = resolve(appDirectory, pattern);
  if (await isFile(literal)) return [literal];

  const files: string[] = [];
  for await (const match of glob(pattern, { cwd: appDirectory })) {
    const file = resolve(appDirectory, match);
    if (await isFile(file)) files.push(file);
  }
  if (files.length === 0) {
    throw new HostError(
      'app-main-missing',
      `No file in ${appDirectory} matches "${pattern}". Build the app first, or name its files in "main" of package.json.`,
    );
  }
  return files.sort();
}

async function mainOfPackage(appDirectory: string): Promise<string> {
  const path = join(appDirectory, 'package.json');
  let main: unknown;
  try {
    main = (JSON.parse(await readFile(path, 'utf8')) as { main?: unknown }).main;
  } catch (error) {
    const message = `Could not read ${path}: ${messageOf(error)}. Run the host in the app's folder.`;
    throw new HostError('app-main-missing', message, { cause: error });
  }
  if (typeof main === 'string' && main !== '') return main;
  throw new HostError(
    'app-main-missing',
    `${path} has no "main". Set it to the app's entry file, or to a glob such as "dist/functions/*.js".`,
  );
}

async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ?? false;
}
