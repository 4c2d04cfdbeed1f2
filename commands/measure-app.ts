import { execFile } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const timesMeasured = 7;

/** The size of an app and the cost of its start. */
export interface AppFigures {
  files: number;
  bytes: number;
  /** Number of modules loaded before the first request. */
  filesLoaded: number;
  /** CPU time to load them: the median of several new processes. Load on the machine changes it little. */
  startMs: number;
}

/**
 * Measures an app as deployed to Azure.
 *
 * @param entry the module that the host imports
 * @param folders the deployed folders; a node_modules folder inside them is not counted
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
  /** Packages by path from the root. The root itself is `''`. */
  packages: Record<string, { dependencies?: Record<string, string> } | undefined>;
}

/** Folders of the app's run-time dependencies, from package-lock.json. */
export async function productionDependencies(root: string): Promise<string[]> {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const found = new Set<string>();
  const visit = (path: string): void => {
    for (const name of Object.keys(packages[path]?.dependencies ?? {})) {
      // Node looks for a package in its dependent's node_modules, then in each folder above.
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

/** The number that a script prints last. Before it, @azure/functions warns that there is no host. */
async function inFreshProcess(script: string): Promise<number> {
  const storageAccount =
    '/subscriptions/0/resourceGroups/none/providers/Microsoft.Storage/storageAccounts/none';
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, args, {
    env: { ...process.env, CAPTURE_STORAGE_ACCOUNT_ID: storageAccount },
  });
  return Number(stdout.trim().split('\n').at(-1));
}
