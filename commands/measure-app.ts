import { execFile } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const timesMeasured = 7;

/** How much an app weighs, and what its start costs. */
export interface AppFigures {
  files: number;
  bytes: number;
  /** Modules that are loaded before the first request. */
  filesLoaded: number;
  /** Processor time to load them, which a busy machine changes little; median of several fresh processes. */
  startMs: number;
}

/**
 * Measures an app as Azure would have it.
 *
 * @param entry the module that the host imports
 * @param folders what is deployed; a node_modules inside one of them is left out
 */
export async function measureApp(entry: string, folders: readonly string[]): Promise<AppFigures> {
  let files = 0;
  let bytes = 0;
  for (const folder of folders) {
    for (const path of await filesIn(folder)) {
      files += 1;
      bytes += (await stat(path)).size;
    }
  }
  const times: number[] = [];
  for (let time = 0; time < timesMeasured; time++) times.push(await startMs(entry));
  times.sort((one, other) => one - other);
  const median = times[Math.floor(timesMeasured / 2)] ?? Number.NaN;
  return { files, bytes, filesLoaded: await filesLoaded(entry), startMs: Math.round(median) };
}

interface Lock {
  /** By path from the root, which itself is `''`. */
  packages: Record<string, { dependencies?: Record<string, string> } | undefined>;
}

/** The folders of the packages that the app needs at run time, as package-lock.json tells. */
export async function productionDependencies(root: string): Promise<string[]> {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const found = new Set<string>();
  const visit = (path: string): void => {
    for (const name of Object.keys(packages[path]?.dependencies ?? {})) {
      // A package is looked for beside its dependent, then in each folder above.
      let holder = path;
      while (packages[join(holder, 'node_modules', name)] === undefined && holder !== '') {
        holder = holder.includes('/node_modules/')
          ? holder.slice(0, holder.lastIndexOf('/node_modules/'))
          : '';
      }
      const dependency = join(holder, 'node_modules', name);
      if (packages[dependency] === undefined || found.has(dependency)) continue;
      found.add(dependency);
      visit(dependency);
    }
  };
  visit('');
  return [...found].map((path) => join(root, path));
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isFile()) return [path];
      return entry.isDirectory() && entry.name !== 'node_modules' ? filesIn(path) : [];
    }),
  );
  return lists.flat();
}

const startMs = (entry: string): Promise<number> =>
  inFreshProcess(`
    const begin = process.cpuUsage();
    await import(${JSON.stringify(entry)});
    const { user, system } = process.cpuUsage(begin);
    console.log((user + system) / 1000);
  `);

const filesLoaded = (entry: string): Promise<number> =>
  inFreshProcess(`
    import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({
      load(url, context, next) {
        if (url.startsWith('file:')) loaded.add(url);
        return next(url, context);
      },
    });
    await import(${JSON.stringify(entry)});
    console.log(loaded.size);
  `);

/** The number that a script prints last; before it, @azure/functions says that it is in no host. */
async function inFreshProcess(script: string): Promise<number> {
  const storageAccount =
    '/subscriptions/0/resourceGroups/none/providers/Microsoft.Storage/storageAccounts/none';
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, args, {
    env: { ...process.env, CAPTURE_STORAGE_ACCOUNT_ID: storageAccount },
  });
  return Number(stdout.trim().split('\n').at(-1));
}
