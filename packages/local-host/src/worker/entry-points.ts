import { glob, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { HostError, messageOf } from '../model/host-error.ts';

/**
 * Absolute paths of an app's entry files, sorted. They come from `main` of its package.json (or the given
 * one), a path or a glob with stars and braces, relative to the app's folder. A file that the glob of
 * package.json matches and .funcignore excludes would not be deployed, so it is left out.
 *
 * @throws HostError `app-main-missing`
 */
export async function findEntryPoints(appDirectory: string, main?: string): Promise<string[]> {
  const pattern = main ?? (await mainOfPackage(appDirectory));
  const literal = resolve(appDirectory, pattern);
  if (await isFile(literal)) return [literal];

  const ignored = main === undefined ? await readFuncignore(appDirectory) : ignore();
  const files: string[] = [];
  let excluded = '';
  for await (const match of glob(pattern, { cwd: appDirectory })) {
    const file = resolve(appDirectory, match);
    if (!(await isFile(file))) continue;
    const path = relative(appDirectory, file).replaceAll(sep, '/');
    // A path above the app's folder is not valid there, and no rule covers it.
    if (ignore.isPathValid(path) && ignored.ignores(path)) {
      excluded = ' that .funcignore does not exclude';
    } else {
      files.push(file);
    }
  }
  if (files.length === 0) {
    throw new HostError(
      'app-main-missing',
      `No file in ${appDirectory}${excluded} matches "${pattern}". Build the app first, or name its files in "main" of package.json.`,
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

/** The rules of .funcignore, in the syntax of .gitignore; none when there is no such file. */
async function readFuncignore(appDirectory: string): Promise<Ignore> {
  const text = await readFile(join(appDirectory, '.funcignore'), 'utf8').catch(() => '');
  return ignore().add(text);
}

async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ?? false;
}
