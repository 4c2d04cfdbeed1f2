import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildPackage } from './build-package.ts';
import { measureApp, productionDependencies } from './measure-app.ts';

/*
 * npm run package: builds dist/package, the folder to deploy, and reports what the bundle saves.
 * CAPTURE_DURABLE_BACKEND, from the azd environment, selects the backend in its host.json.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'dist/package');

await buildPackage(root, target, process.env['CAPTURE_DURABLE_BACKEND']);

const unbundled = join(root, 'dist/unbundled');
await promisify(execFile)(process.execPath, [
  join(root, 'node_modules/typescript/bin/tsc'),
  ...['-p', join(root, 'tsconfig.build.json'), '--outDir', unbundled],
]);
const before = await measureApp(join(unbundled, 'index.js'), [
  unbundled,
  ...(await productionDependencies(root)),
]);
await rm(unbundled, { recursive: true });
const after = await measureApp(join(target, 'index.js'), [target]);

const row = (what: string, one: string | number, other: string | number): string =>
  `${what.padEnd(34)}${String(one).padStart(12)}${String(other).padStart(12)}`;
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

console.log(
  [
    row('', 'unbundled', 'package'),
    row('files deployed', before.files, after.files),
    row('MB deployed', megabytes(before.bytes), megabytes(after.bytes)),
    row('files loaded at the start', before.filesLoaded, after.filesLoaded),
    row('ms of processor time to load them', before.startMs, after.startMs),
  ].join('\n'),
);
