import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the capture page. */
export interface AssetFile {
  /** Path below `/api/ui/`; `index.html` is the page itself. */
  name: string;
  path: string;
  /** Text that is served after the file's content. */
  suffix?: string;
}

/** Library files that the browser loads, and their paths in the packages. */
const libraries = {
  'vendor/preact.js': 'preact/dist/preact.mjs',
  // The package's module is not minified, and its minified script has no export.
  'vendor/uplot.js': 'uplot/dist/uPlot.iife.min.js',
  'vendor/uplot.css': 'uplot/dist/uPlot.min.css',
};

/**
 * Lists all files of the page. They are in `ui/assets` above this module: beside it in the sources, and
 * in the folder of the deployed package, which also contains the library files.
 *
 * @throws {Error} when the folder is not found.
 */
export function assetFiles(): AssetFile[] {
  const folder = findFolder(dirname(fileURLToPath(import.meta.url)));
  const own = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(sep, '/'))
    .filter((name) => /\.(html|css|js|svg)$/.test(name) && !name.startsWith('vendor/'))
    .sort();
  return [
    ...own.map((name) => ({ name, path: join(folder, name) })),
    ...Object.entries(libraries).map(([name, module]) => {
      const copied = join(folder, name);
      const path = existsSync(copied) ? copied : inPackage(module);
      return {
        name,
        path,
        ...(name === 'vendor/uplot.js' && { suffix: 'export default uPlot;\n' }),
      };
    }),
  ];
}

function findFolder(start: string): string {
  for (let at = start; ; at = dirname(at)) {
    const found = [join(at, 'ui/assets'), join(at, 'src/ui/assets')].find((folder) =>
      existsSync(join(folder, 'index.html')),
    );
    if (found !== undefined) return found;
    if (at === dirname(at))
      throw new Error(`The files of the capture page are not above ${start}.`);
  }
}

/** Path of a package's file. The packages do not export these files by name. */
function inPackage(module: string): string {
  const [name = '', ...rest] = module.split('/');
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = paths.map((path) => join(path, name, ...rest)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`The package ${name} is not installed.`);
  return found;
}
