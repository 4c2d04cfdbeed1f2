import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file that the capture page is made of. */
export interface AssetFile {
  /** Path below `/api/ui/`; `index.html` is the page itself. */
  name: string;
  path: string;
  /** What the browser gets behind the file's own text. */
  suffix?: string;
}

const own = [
  'index.html',
  'page.css',
  'icon.svg',
  'main.js',
  'api.js',
  'words.js',
  'parts.js',
  'sign-in.js',
  'list-page.js',
  'detail-page.js',
  'timeline.js',
  'traffic.js',
  'chart.js',
];

/** Of the libraries, what a browser loads, and where their packages hold it. */
const libraries = {
  'vendor/preact.js': 'preact/dist/preact.mjs',
  // Its module is not minified, and the script that is has no export.
  'vendor/uplot.js': 'uplot/dist/uPlot.iife.min.js',
  'vendor/uplot.css': 'uplot/dist/uPlot.min.css',
};

/**
 * All files of the page. They stand in `ui/assets` above this module: beside it in the sources, and
 * in the folder of the deployed package, which has the libraries' files there too.
 *
 * @throws {Error} when they are nowhere.
 */
export function assetFiles(): AssetFile[] {
  const folder = findFolder(dirname(fileURLToPath(import.meta.url)));
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

/** Packages do not export these files by name, so they are looked up by where the package stands. */
function inPackage(module: string): string {
  const [name = '', ...rest] = module.split('/');
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = paths.map((path) => join(path, name, ...rest)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`The package ${name} is not installed.`);
  return found;
}
